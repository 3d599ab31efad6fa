import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {expect, onTestFinished, test} from 'vitest';
import {Database} from './database.ts';

const [NORMAL, FULL] = [1, 2];

test('what only touches a row leaves the next commit synced, also when it fails', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tandem-sqlite-'));
  onTestFinished(() => rmSync(folder, {recursive: true}));
  const database = new Database(join(folder, 'tandem.db'), 100);
  database.script('CREATE TABLE t (a INTEGER PRIMARY KEY)');
  const synced = (): unknown => database.get('PRAGMA synchronous')?.['synchronous'];
  expect(database.touch('INSERT INTO t VALUES ($a)', {a: 1})).toBe(1);
  expect(synced()).toBe(FULL);
  expect(() => database.touch('INSERT INTO t VALUES ($a)', {a: 1})).toThrow(/UNIQUE/);
  expect(synced()).toBe(FULL);
  database.close();
});

test('what is written without waiting for the disk is there at once, is brought to the disk apart, and leaves the next commit synced', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tandem-sqlite-'));
  onTestFinished(() => rmSync(folder, {recursive: true}));
  const database = new Database(join(folder, 'tandem.db'), 100);
  const other = new Database(join(folder, 'tandem.db'), 100);
  database.script('CREATE TABLE t (a INTEGER PRIMARY KEY)');
  const seen: unknown[] = [];
  database.unsynced(() =>
    database.transaction(() => {
      seen.push(database.get('PRAGMA synchronous')?.['synchronous']);
      database.run('INSERT INTO t VALUES (1)');
    }),
  );
  await database.settle();
  seen.push(database.get('PRAGMA synchronous')?.['synchronous'], other.all('SELECT a FROM t').length);
  expect(seen).toEqual([NORMAL, FULL, 1]);
  other.close();
  // Its locks are still there: the log was opened and closed beside it.
  const third = new Database(join(folder, 'tandem.db'), 1);
  database.transaction(() => {
    expect(() => third.run('INSERT INTO t VALUES (2)')).toThrow(/locked/);
  });
  third.close();
  database.close();
  await database.settle();
});
