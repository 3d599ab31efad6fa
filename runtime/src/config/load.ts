import {checkTimings} from '@tandem/cluster';
import type {DataSource} from './data-source.ts';
import {accessOfDataSource, type NamedDatabases} from './databases.ts';
import type {Placeholders} from './document.ts';
import {settingsFromEnvironment} from './environment.ts';
import {type FileContent, readFile} from './file.ts';
import {ConfigRefused} from './refusal.ts';
import {defaults, type Settings} from './table.ts';
import {timingsOf} from './timings.ts';

export type Loaded = {settings: Settings; databases: NamedDatabases; warnings: string[]};

/**
 * The settings of a node: defaults, then data sources, then the other keys of
 * the file, then environment variables. Throws `ConfigRefused` with all
 * faults at once.
 */
export function loadSettings(file: {name: string; text: string} | undefined, placeholders: Placeholders): Loaded {
  const content: FileContent = file
    ? readFile(file.text, file.name, placeholders)
    : {settings: {}, dataSources: [], refs: new Map(), warnings: [], faults: []};
  const environment = settingsFromEnvironment(placeholders.env);
  const faults = [...content.faults, ...environment.faults];
  const named = {...defaults(), ...content.settings, ...environment.settings};
  const database = fromDataSources(content.dataSources, named, faults);
  const settings: Settings = {...defaults(), ...database, ...content.settings, ...environment.settings};
  faults.push(...contradictions(settings));
  if (faults.length > 0) throw new ConfigRefused(faults);
  const dataSources = new Map(content.dataSources.map((d) => [d.name, accessOfDataSource(d)]));
  return {settings, databases: {dataSources, refs: content.refs}, warnings: content.warnings};
}

function fromDataSources(dataSources: readonly DataSource[], settings: Settings, faults: string[]): Partial<Settings> {
  const isDescribed = dataSources.some((d) =>
    [settings.clusterDatasource, settings.persistenceDatasource].includes(d.name),
  );
  const usual = defaults();
  const isAsked =
    settings.clusterDatasource !== usual.clusterDatasource ||
    settings.persistenceDatasource !== usual.persistenceDatasource;
  // All of them are for external tables.
  if (dataSources.length === 0 || (!isDescribed && !isAsked)) return {};
  const find = (name: string, key: string): DataSource | undefined => {
    const found = dataSources.find((d) => d.name === name);
    if (!found)
      faults.push(
        `${key}: found "${name}", expected one of the data sources ${dataSources.map((d) => d.name).join(', ')}`,
      );
    return found;
  };
  const cluster = find(settings.clusterDatasource, 'cluster.config.strategyConfig.datasource');
  const persistence = find(settings.persistenceDatasource, 'state.persistence.config.datasource');
  if (!cluster || !persistence) return {};
  const server = (d: DataSource): string => `${d.host}:${d.port}, user ${d.user ?? '(none)'}`;
  if (server(cluster) !== server(persistence) || cluster.password !== persistence.password) {
    faults.push(
      `${persistence.where}: found ${server(persistence)}, expected the server, user and password of ${cluster.name} (${server(cluster)}): a snapshot and the leader row are checked in one statement`,
    );
  }
  const pool = Math.max(cluster.poolSize ?? 0, persistence.poolSize ?? 0);
  return {
    databaseKind: 'mysql',
    databaseHost: cluster.host,
    databasePort: cluster.port,
    ...(cluster.user !== undefined && {databaseUser: cluster.user}),
    ...(cluster.password !== undefined && {databasePassword: cluster.password}),
    ...(cluster.tls !== undefined && {databaseTls: cluster.tls}),
    ...(pool > 0 && {databasePoolSize: Math.max(2, pool)}),
    clusterDatabase: cluster.database,
    persistenceDatabase: persistence.database,
  };
}

function contradictions(s: Settings): string[] {
  const faults: string[] = [];
  if (s.authPassword === '' && s.authToken === '')
    faults.push(
      'auth.password (TANDEM_AUTH_PASSWORD) or auth.token (TANDEM_AUTH_TOKEN): neither is set, and there is no default',
    );
  if (s.clusterEnabled && s.clusterSecret === '')
    faults.push(
      'cluster.config.secret (TANDEM_CLUSTER_SECRET): not set; both nodes need the same, of at least 16 characters',
    );
  if ((s.tlsKeyFile === '') !== (s.tlsCertFile === ''))
    faults.push('tls.keyFile and tls.certFile: only one of them is set');
  if (s.databasePasswordFile !== '' && s.databaseSecretArn !== '')
    faults.push('database.passwordFile and database.secretArn: both are set; the password has one place to come from');
  faults.push(...checkTimings(timingsOf(s)).map((fault) => `cluster.config.timings: ${fault}`));
  return faults;
}
