import type {ExternalTableInfo, SiddhiApp} from '@tandem/engine';
import {annotationNamed, type OptionTable, readOptions, refuse} from '../options.ts';
import {parseJdbcUrl, parseSqliteUrl} from './jdbc-url.ts';

const idle = {idle: true} as const;
const storeOptions: OptionTable = {
  'jdbc.url': {},
  username: {},
  password: {},
  datasource: {},
  ref: {},
  'table.name': {},
  'field.length': {},
  'allow.null.values': {default: 'true'},
  'on.error': {default: 'RETRY'},
  'jdbc.driver.name': idle,
  'pool.properties': idle,
  'use.collation': idle,
  'table.check.query': idle,
};

/** Where a database is and who asks; `url` may hold no more than host, port and name. */
export type DatabaseAccess = {url: string; username?: string; password?: string};

/** Where an external table is kept. `in`: said by the app itself, or the name under which the node's configuration says it. */
export type StoreSpec = {
  info: ExternalTableInfo;
  /** Its name in the database. */
  name: string;
  in: DatabaseAccess | {datasource: string} | {ref: string};
};

/** What `@store` of an app's tables asks for, by table. Throws `SiddhiAppError` (creation) with the place in `text`. */
export function storesOf(app: SiddhiApp, text: string): ReadonlyMap<string, StoreSpec> {
  return new Map([...app.externalTables.values()].map((info) => [info.id, storeOf(app, info, text)]));
}

function storeOf(app: SiddhiApp, info: ExternalTableInfo, text: string): StoreSpec {
  const {aggregation} = info;
  const table = aggregation === undefined ? app.tables.get(info.id) : app.aggregations.get(aggregation);
  const store = table && annotationNamed(table.annotations, 'store');
  if (!store) throw new Error(`invariant broken: the external table ${info.id} has no @store`);
  const no = (reason: string): never => refuse(reason, store, text);
  const options = readOptions(store, 'store:rdbms', storeOptions, text);
  const said = (name: string): string | undefined => {
    const value = options.get(name)?.trim();
    return value === '' ? no(`${name} of store:rdbms is empty`) : value;
  };
  const onError = said('on.error') ?? '';
  if (!['RETRY', 'LOG'].includes(onError))
    no(`on.error: found "${onError}", expected RETRY or LOG, which mean the same`);
  const nulls = said('allow.null.values')?.toLowerCase() ?? '';
  if (nulls !== 'true' && nulls !== 'false') no(`allow.null.values: found "${nulls}", expected true or false`);
  const own = said('table.name');
  // Of an aggregation it stands for the aggregation's: each duration has a table of its own.
  const name = own === undefined ? info.id : aggregation === undefined ? own : own + info.id.slice(aggregation.length);
  if (name.length > 64 || /[`"\0]/.test(name))
    no(`table.name: found "${name}", expected at most 64 characters without quotes`);
  const [url, datasource, ref] = [said('jdbc.url'), said('datasource'), said('ref')];
  if ([url, datasource, ref].filter((way) => way !== undefined).length !== 1)
    return no(
      "store:rdbms needs one of jdbc.url, datasource and ref, for example jdbc.url='jdbc:mysql://host:3306/database'",
    );
  if (datasource !== undefined) return {info, name, in: {datasource}};
  if (ref !== undefined) return {info, name, in: {ref}};
  if (!isDatabaseUrl(url ?? ''))
    no(
      'jdbc.url: expected jdbc:mysql://host:port/database or jdbc:sqlite:file; user and password are options of their own',
    );
  const [username, password] = [said('username'), options.get('password')];
  return {
    info,
    name,
    in: {url: url ?? '', ...(username !== undefined && {username}), ...(password !== undefined && {password})},
  };
}

function isDatabaseUrl(url: string): boolean {
  return parseJdbcUrl(url) !== undefined || parseSqliteUrl(url) !== undefined;
}
