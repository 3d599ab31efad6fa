import {expect, test} from 'vitest';
import {type MysqlOptions, settings} from './options.ts';

const least: MysqlOptions = {host: 'db', user: 'root', group: 'si'};

test('the least options name the databases and tables that a pair expects', () => {
  const s = settings(least);
  expect(s).toMatchObject({
    host: 'db',
    port: 3306,
    user: 'root',
    poolSize: 4,
    statementTimeoutMs: 1000,
    tls: undefined,
  });
  expect(s.tables.leader).toBe('`clusterdb`.`TANDEM_LEADER`');
  expect(s.tables.persistence).toBe('`persistencedb`.`PERSISTENCE_TABLE`');
  expect(s.password()).toBe('');
});

test('a URL gives what is not given apart', () => {
  const url = 'mysql://us%40er:p%3Aw@[::1]:3307/own';
  const s = settings({url, group: 'si', port: 3308, persistenceDatabase: 'own'});
  expect(s).toMatchObject({host: '::1', port: 3308, user: 'us@er', clusterDatabase: 'own', persistenceDatabase: 'own'});
  expect(s.password()).toBe('p:w');
});

test('a password may be a function, asked anew each time', () => {
  let n = 0;
  const s = settings({...least, password: () => `p${++n}`});
  expect([s.password(), s.password()]).toStrictEqual(['p1', 'p2']);
});

test('two URLs of one server are one server', () => {
  const s = settings({url: 'mysql://u@h/a', persistenceUrl: 'mysql://u@h:3306/b', group: 'si'});
  expect([s.clusterDatabase, s.persistenceDatabase]).toStrictEqual(['a', 'b']);
});

test.each<[string, Partial<MysqlOptions>, RegExp]>([
  ['two servers', {persistenceUrl: 'mysql://u@other/p'}, /persistenceUrl is "other:3306".*same statement/],
  ['two ports', {persistenceUrl: 'mysql://u@db:3307/p'}, /persistenceUrl is "db:3307"/],
  ['a URL of another kind', {url: 'postgres://u@db/x'}, /url: expected mysql:/],
  ['no URL', {url: 'db'}, /url: expected mysql:/],
  ['a name that would need quoting', {clusterDatabase: 'a`b'}, /clusterDatabase is "a`b"/],
  ['an empty name', {persistenceDatabase: ''}, /persistenceDatabase is ""/],
  ['a table name too long', {tables: {persistence: 'x'.repeat(65)}}, /tables\.persistence/],
  ['one name for two tables', {tables: {journal: 'T', cut: 'T'}}, /different name/],
  ['an empty group', {group: ''}, /group is ""/],
  ['a group with a trailing blank', {group: 'si '}, /trailing blanks/],
  ['a pool of none', {poolSize: 0}, /poolSize is "0"/],
  ['a fraction', {statementTimeoutMs: 0.5}, /statementTimeoutMs/],
])('%s is refused', (_, wrong, message) => {
  expect(() => settings({...least, ...wrong})).toThrow(message);
});

test('a refusal does not show the password', () => {
  const refusal = (() => {
    try {
      settings({url: 'mysqlx://u:secret@db/x', group: 'si'});
    } catch (error) {
      return String(error);
    }
    return '';
  })();
  expect(refusal).toMatch(/url/);
  expect(refusal).not.toMatch(/secret/);
});

test('host and user must be given', () => {
  expect(() => settings({user: 'u', group: 'si'})).toThrow(/host/);
  expect(() => settings({host: 'h', group: 'si'})).toThrow(/user/);
});
