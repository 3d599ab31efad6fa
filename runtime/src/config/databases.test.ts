import {expect, test} from 'vitest';
import {loadSettings} from './load.ts';
import {ConfigRefused} from './refusal.ts';

const env = {
  TANDEM_AUTH_PASSWORD: 'a-long-password',
  TANDEM_CLUSTER_SECRET: 'a secret of two nodes',
  STOCK: 'a-secret-word',
};
const load = (text: string) => loadSettings({name: 'd.yaml', text}, {env, sys: {}});

test('a ref of type rdbms is a database for external tables; other refs are passed over with a warning', () => {
  const {databases, warnings} = load(`refs:
  - ref:
      name: stock
      type: rdbms
      properties: {jdbc.url: 'jdbc:mysql://db:3306/stock', username: app, password: '\${env:STOCK}'}
  - ref: {name: out, type: http, properties: {publisher.url: 'http://x'}}
`);
  expect([...databases.refs]).toEqual([
    ['stock', {url: 'jdbc:mysql://db:3306/stock', username: 'app', password: 'a-secret-word'}],
  ]);
  expect(warnings).toEqual(['d.yaml: refs of sources and sinks say nothing to this server and are passed over']);
});

test('data sources that are all for external tables leave the database of the cluster as it is', () => {
  const {databases, settings} = load(`dataSources:
  - name: STOCK
    definition: {configuration: {jdbcUrl: 'jdbc:mysql://db/stock', username: app, password: word, maxPoolSize: 7}}
`);
  expect(settings.databaseKind).toBe('sqlite');
  expect([...databases.dataSources]).toEqual([
    ['STOCK', {url: 'jdbc:mysql://db/stock', username: 'app', password: 'word', poolSize: 7}],
  ]);
});

test.each([
  {item: '{name: a, type: rdbms}', says: 'needs name and properties with jdbc.url'},
  {item: "{name: a, type: rdbms, properties: {jdbc.url: 'jdbc:h2:x'}}", says: 'jdbc.url of a: expected jdbc:mysql://'},
  {
    item: "{name: a, type: rdbms, properties: {jdbc.url: 'jdbc:sqlite:x', user: b}}",
    says: 'd.yaml, line 2, refs[0].ref.properties.user: unknown key',
  },
])('refused: $item', ({item, says}) => {
  expect(() => load(`refs:\n  - ref: ${item}`)).toThrow(ConfigRefused);
  expect(() => load(`refs:\n  - ref: ${item}`)).toThrow(says);
});
