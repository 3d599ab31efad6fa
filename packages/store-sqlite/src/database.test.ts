import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {expect, onTestFinished, test} from 'vitest';
import {Database} from './database.ts';

const FULL = 2;

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
