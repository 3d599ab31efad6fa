import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {DatabaseSync} from 'node:sqlite';
import {expect, onTestFinished, test} from 'vitest';
import {Database} from './database.ts';

const [NORMAL, FULL] = [1, 2];

test('what only touches a row leaves the next commit synced, also when it fails', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tandem-sqlite-'));
  onTestFinished(() => rmSync(folder, {recursive: true}));
  const database = new Database(join(folder, 'tandem.db'), 100);
  database.script('CREATE TABLE t (a INTEGER PRIMARY KEY)');
  const synced = (): unknown => database.get('PRAGMA synchronous')?.['synchronous'];
  expect(database.touch('INSERT INTO t VALUES ($a)', {a: 1})).toBe(1);
  expect(synced()).toBe(FULL);
  expect(() => database.touch('INSERT INTO t VALUES ($a)', {a: 1})).toThrow(/UNIQUE/);
  expect(synced()).toBe(FULL);
  await database.close();
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
  await other.close();
  // Its locks are still there: the log was opened and closed beside it.
  const third = new Database(join(folder, 'tandem.db'), 1);
  database.transaction(() => {
    expect(() => third.run('INSERT INTO t VALUES (2)')).toThrow(/locked/);
  });
  await third.close();
  await database.close();
});

test.each(['sync', 'settle'])(
  'what the disk did not take (%s) is copied into the database file before more counts as written',
  async (way) => {
    const folder = mkdtempSync(join(tmpdir(), 'tandem-sqlite-'));
    onTestFinished(() => rmSync(folder, {recursive: true}));
    const path = join(folder, 'tandem.db');
    let fails = true;
    const sync = (): void => {
      if (fails) throw new Error('EIO');
    };
    const database = new Database(path, 1, {log: {sync, settle: async () => sync(), close: async () => {}}});
    database.script('CREATE TABLE t (a INTEGER PRIMARY KEY); INSERT INTO t VALUES (1)');
    const pages = (): unknown => database.get('PRAGMA wal_checkpoint(NOOP)')?.['log'];
    if (way === 'sync') expect(() => database.sync()).toThrow('EIO');
    else await expect(database.settle()).rejects.toThrow('EIO');
    fails = false;
    expect(pages()).toBeGreaterThan(0);
    // As long as the log cannot begin anew, since somebody reads from it.
    const other = new DatabaseSync(path);
    other.exec('BEGIN; SELECT * FROM t');
    await expect(database.settle()).rejects.toThrow(/could not be written to the disk/);
    expect(() => database.sync()).toThrow(/could not be written to the disk/);
    other.exec('COMMIT');
    other.close();
    if (way === 'sync') database.sync();
    else await database.settle();
    expect(pages()).toBe(0);
    database.run('INSERT INTO t VALUES (2)');
    database.sync();
    expect(pages()).toBeGreaterThan(0);
    await database.close();
  },
);
