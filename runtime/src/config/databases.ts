import type {Access} from '@tandem/connectors';
import {parseJdbcUrl, parseSqliteUrl} from '@tandem/connectors/jdbc-url';
import type {DataSource} from './data-source.ts';
import type {Leaf} from './document.ts';

/** Databases for external tables, by the names under which apps ask for them. */
export type NamedDatabases = {dataSources: ReadonlyMap<string, Access>; refs: ReadonlyMap<string, Access>};
export const noDatabases: NamedDatabases = {dataSources: new Map(), refs: new Map()};

export function accessOfDataSource({url, user, password, poolSize}: DataSource): Access {
  return {
    url,
    ...(user !== undefined && {username: user}),
    ...(password !== undefined && {password}),
    ...(poolSize !== undefined && {poolSize}),
  };
}

const properties = ['jdbc.url', 'username', 'password', 'jdbc.driver.name', 'pool.properties'];
const keys = ['ref.name', 'ref.type', ...properties.map((name) => `ref.properties.${name}`)];

/** One item of `refs`: `ref: {name, type: rdbms, properties: {jdbc.url, username, password}}`. Those of other types are for sources and sinks: undefined. */
export function readRef(item: readonly Leaf[], file: string, faults: string[]): [string, Access] | undefined {
  const values = new Map(item.map((leaf) => [leaf.item?.path ?? '', leaf]));
  const of = (key: string): string | undefined => {
    const value = values.get(key)?.value;
    return value === undefined || value === null ? undefined : String(value);
  };
  if (of('ref.type')?.toLowerCase() !== 'rdbms') return undefined;
  const line = item[0]?.line ?? 1;
  for (const [key, leaf] of values)
    if (!keys.includes(key))
      faults.push(
        `${file}, line ${leaf.line}, ${leaf.path}: unknown key; a ref of type rdbms has ${properties.join(', ')}`,
      );
  const [name, url] = [of('ref.name'), of('ref.properties.jdbc.url')];
  if (name === undefined || url === undefined) {
    faults.push(`${file}, line ${line}, refs: a ref of type rdbms needs name and properties with jdbc.url`);
    return undefined;
  }
  if (!parseJdbcUrl(url) && parseSqliteUrl(url) === undefined) {
    faults.push(
      `${file}, line ${line}, refs: jdbc.url of ${name}: expected jdbc:mysql://host:port/database or jdbc:sqlite:file`,
    );
    return undefined;
  }
  const [username, password] = [of('ref.properties.username'), of('ref.properties.password')];
  return [name, {url, ...(username !== undefined && {username}), ...(password !== undefined && {password})}];
}
