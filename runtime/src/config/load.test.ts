import {expect, test} from 'vitest';
import {loadSettings} from './load.ts';
import {ConfigRefused} from './refusal.ts';
import type {Settings} from './table.ts';
import {timingsOf} from './timings.ts';

const secrets = {TANDEM_AUTH_PASSWORD: 'correct horse', TANDEM_CLUSTER_SECRET: 'a secret of two nodes'};
const load = (text: string, env: Record<string, string> = secrets, sys: Record<string, string> = {}): Settings =>
  loadSettings({name: 'deployment.yaml', text}, {env, sys}).settings;
function faults(text: string, env: Record<string, string> = secrets): readonly string[] {
  try {
    load(text, env);
  } catch (error) {
    if (error instanceof ConfigRefused) return error.faults;
    throw error;
  }
  return [];
}

const older = `
wso2.carbon:
  id: wso2-si-1
  name: Streaming Integrator
  type: wso2-si
  ports:
    offset: 1
wso2.transport.http:
  listenerConfigurations:
    - id: default
      host: 0.0.0.0
      port: 9190
    - id: msf4j-https
      port: 9543
      scheme: https
state.persistence:
  enabled: true
  intervalInMin: 0.5
  revisionsToKeep: 2
  persistenceStore: org.wso2.carbon.streaming.integrator.core.persistence.DBPersistenceStore
  config:
    datasource: PERSISTENCE_DB
    table: PERSISTENCE_TABLE
wso2.datasources:
  dataSources:
    - name: PERSISTENCE_DB
      description: snapshots
      jndiConfig:
        name: jdbc/PERSISTENCE_DB
      definition:
        type: RDBMS
        configuration: &db
          jdbcUrl: jdbc:mysql://db.example:3307/persistencedb?useSSL=false
          username: root
          password: \${env:DB_PASSWORD}
          driverClassName: com.mysql.jdbc.Driver
          maxPoolSize: 50
          idleTimeout: 60000
          connectionTestQuery: SELECT 1
          validationTimeout: 30000
          isAutoCommit: false
    - name: WSO2_CLUSTER_DB
      definition:
        type: RDBMS
        configuration:
          jdbcUrl: jdbc:mysql://db.example:3307/clusterdb?useSSL=false
          username: root
          password: \${env:DB_PASSWORD}
cluster.config:
  enabled: true
  groupId: si
  coordinationStrategyClass: org.wso2.carbon.cluster.coordinator.rdbms.RDBMSCoordinationStrategy
  strategyConfig:
    datasource: WSO2_CLUSTER_DB
    heartbeatInterval: 5000
    heartbeatMaxRetry: 5
    eventPollingInterval: 5000
deployment.config:
  type: ha
  eventSyncServer:
    host: localhost
    port: 9893
    advertisedHost: localhost
    advertisedPort: 9893
`;

test('an older file means what it meant', () => {
  const settings = load(older, {...secrets, DB_PASSWORD: 'pw'});
  expect(settings).toMatchObject({
    nodeId: 'wso2-si-1',
    portsOffset: 1,
    httpPort: 9190,
    httpsPort: 9543,
    snapshotIntervalMin: 0.5,
    databaseKind: 'mysql',
    databaseHost: 'db.example',
    databasePort: 3307,
    databaseUser: 'root',
    databasePassword: 'pw',
    databaseTls: 'off',
    databasePoolSize: 50,
    clusterDatabase: 'clusterdb',
    persistenceDatabase: 'persistencedb',
    advertisedHost: 'localhost',
  });
  expect(timingsOf(settings)).toMatchObject({heartbeat: 300, promise: 25_000, lease: 25_000, poll: 5000});
});

test('an environment variable wins over the file', () =>
  expect(load('node.id: from-file', {...secrets, TANDEM_NODE_ID: 'from-env'}).nodeId).toBe('from-env'));

test('sections may be nested or dotted, and a system value fills a placeholder', () => {
  expect(load('node: {id: a, ports: {offset: 3}}')).toMatchObject({nodeId: 'a', portsOffset: 3});
  expect(load('node.ports.offset: ${sys:offset}', secrets, {offset: '7'}).portsOffset).toBe(7);
});

test('without a file the environment is enough', () =>
  expect(loadSettings(undefined, {env: secrets, sys: {}}).settings).toMatchObject({
    nodeId: 'node-1',
    databaseKind: 'sqlite',
    timingLease: 3000,
  }));

test.each([
  {
    name: 'an unknown key, with a near miss',
    text: 'node:\n  idd: a',
    want: 'deployment.yaml, line 2, node.idd: unknown key; did you mean node.id?',
  },
  {
    name: 'an unknown key far from all, with its neighbours',
    text: 'tls:\n  zzzzzzzzzzzz: a',
    want: 'deployment.yaml, line 2, tls.zzzzzzzzzzzz: unknown key; tls has keyFile, certFile',
  },
  {
    name: 'an unknown section',
    text: '\nqqqqqqqqqqqqqqqqqqqqqqq: 1',
    want: 'deployment.yaml, line 2, qqqqqqqqqqqqqqqqqqqqqqq: unknown key; docs/configuration.md lists all keys',
  },
  {
    name: 'a wrong type',
    text: 'transports.http.port: many',
    want: 'deployment.yaml, line 1, transports.http.port: found "many", expected a whole number from 0 to 65535',
  },
  {
    name: 'a fraction where none is allowed',
    text: 'state.persistence.revisionsToKeep: 1.5',
    want: 'deployment.yaml, line 1, state.persistence.revisionsToKeep: found 1.5, expected a whole number from 1 to 1000',
  },
  {
    name: 'a wrong choice',
    text: 'cluster.config.durability: some',
    want: 'deployment.yaml, line 1, cluster.config.durability: found "some", expected one of "replica", "database", "none"',
  },
  {
    name: 'a yes-no that is neither',
    text: 'cluster.config.enabled: maybe',
    want: 'deployment.yaml, line 1, cluster.config.enabled: found "maybe", expected true or false',
  },
  {
    name: 'a secret that is too short, not repeated',
    text: 'auth.password: pw',
    want: 'deployment.yaml, line 1, auth.password: found a value that does not fit, expected at least 8 characters',
  },
  {
    name: 'two keys for one setting',
    text: 'node.id: a\nwso2.carbon.id: b',
    want: 'deployment.yaml, line 2, wso2.carbon.id: says again what another key of this file has said (node.id)',
  },
  {
    name: 'a placeholder without a value',
    text: 'node.id: ${env:NOWHERE}',
    want: 'deployment.yaml, line 1, node.id: ${env:NOWHERE} has no value: the environment variable NOWHERE is not set',
  },
  {
    name: 'a placeholder of another kind',
    text: 'auth.password: ${sec:alias}',
    want: 'deployment.yaml, line 1, auth.password: found ${sec:alias}, expected ${env:NAME} or ${sys:NAME}',
  },
  {
    name: 'a data source of another database',
    text: 'dataSources:\n  - name: A\n    definition: {configuration: {jdbcUrl: "jdbc:h2:./x"}}',
    want: 'deployment.yaml, line 3, dataSources[0].definition.configuration.jdbcUrl: found "jdbc:h2:./x", expected jdbc:mysql://host:port/database',
  },
  {
    name: 'an unknown key of a data source',
    text: 'dataSources:\n  - nam: A',
    want: 'deployment.yaml, line 2, dataSources[0].nam: unknown key; did you mean name?',
  },
  {
    name: 'a Java key store',
    text: 'wso2.transport.http.listenerConfigurations:\n  - {id: s, scheme: https, port: 1, keyStoreFile: x.jks}',
    want: 'deployment.yaml, line 2, wso2.transport.http.listenerConfigurations[0].keyStoreFile: Java key stores are not read; set tls.keyFile and tls.certFile (PEM)',
  },
  {
    name: 'half of a TLS identity',
    text: 'tls.keyFile: a.pem',
    want: 'tls.keyFile and tls.certFile: only one of them is set',
  },
  {
    name: 'timings that break the protocol',
    text: 'cluster.config.timings.promise: 900',
    want: 'cluster.config.timings: promise must be above 3 x heartbeat + margin = 1300 ms, found 900: one late acknowledgement would end it',
  },
  {
    name: 'YAML that is none',
    text: 'node: [',
    want: 'deployment.yaml, line 1: Flow sequence in block collection must be sufficiently indented and end with a ] at line 1, column 8:',
  },
])('refused: $name', ({text, want}) => expect(faults(text)[0]).toBe(want));

test('refused: a node without a password and without the secret of the pair', () =>
  expect(faults('', {})).toEqual([
    'auth.password (TANDEM_AUTH_PASSWORD) or auth.token (TANDEM_AUTH_TOKEN): neither is set, and there is no default',
    'cluster.config.secret (TANDEM_CLUSTER_SECRET): not set; both nodes need the same, of at least 16 characters',
  ]));

test('refused: data sources on two servers, and a data source that is not there', () => {
  const source = (name: string, host: string): string =>
    `  - {name: ${name}, definition: {configuration: {jdbcUrl: "jdbc:mysql://${host}/d"}}}\n`;
  expect(faults(`dataSources:\n${source('PERSISTENCE_DB', 'a')}${source('WSO2_CLUSTER_DB', 'b')}`)[0]).toContain(
    'found a:3306, user (none), expected the server, user and password of WSO2_CLUSTER_DB',
  );
  expect(faults(`dataSources:\n${source('PERSISTENCE_DB', 'a')}`)[0]).toBe(
    'cluster.config.strategyConfig.datasource: found "WSO2_CLUSTER_DB", expected one of the data sources PERSISTENCE_DB',
  );
});

test('sections of the older server that say nothing here are passed over with a warning', () =>
  expect(
    loadSettings({name: 'd.yaml', text: 'wso2.metrics:\n  enabled: false\n'}, {env: secrets, sys: {}}).warnings,
  ).toEqual(['d.yaml: section wso2.metrics says nothing to this server and is passed over']));
