import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {DatabaseSync} from 'node:sqlite';
import {afterAll, expect, test} from 'vitest';
import {limitPages} from './checkpoints.ts';
import type {Progress} from './checkpoint-thread.ts';
import {SqliteClusterStore} from './cluster-store.ts';
import {Database} from './database.ts';
import {SqliteJournal} from './journal.ts';

const folder = mkdtempSync(join(tmpdir(), 'tandem-appending-'));
afterAll(() => rmSync(folder, {recursive: true}));

const fence = {epoch: 1, active: 'a'};
const entry = (sequence: number, bytes = 8) => ({sequence, timestamp: 1, epoch: 1, payload: new Uint8Array(bytes)});

const unused = (): never => {
  throw new Error('entries are small');
};

async function led(database: Database): Promise<SqliteJournal> {
  const store = new SqliteClusterStore(database, 'g');
  await store.prepare();
  await store.acquireAsOther({epoch: 0, rev: 0, me: 'a', leaseMs: 1000, isolationMs: 1000});
  return new SqliteJournal(database, 'g');
}

test('an append is done once the disk has it; meanwhile another process reads what is written, and writes', async () => {
  const path = join(folder, 'a.db');
  const seen: unknown[] = [];
  const other = new DatabaseSync(path, {timeout: 0});
  const sync = (): void => {
    seen.push(other.prepare('SELECT sequence FROM journal').all());
    other.exec('UPDATE leader SET lease_until = 7');
  };
  const database = new Database(path, 100, {log: {sync, settle: unused, close: async () => {}}});
  const journal = await led(database);
  expect(seen).toEqual([]);
  expect(await journal.append(fence, [entry(1)])).toBe(true);
  expect(seen).toEqual([[{sequence: 1}]]);
  // What is fenced off waits for no disk.
  expect(await journal.append({epoch: 2, active: 'b'}, [entry(2)])).toBe(false);
  expect(seen.length).toBe(1);
  other.close();
  await database.close();
});

test('an append that the disk did not take rejects, and counts when it is made again', async () => {
  let fails = true;
  const sync = (): void => {
    if (fails) throw new Error('EIO');
  };
  const database = new Database(join(folder, 'b.db'), 100, {log: {sync, settle: unused, close: async () => {}}});
  const journal = await led(database);
  await expect(journal.append(fence, [entry(1)])).rejects.toThrow('EIO');
  fails = false;
  expect(await journal.append(fence, [entry(1), entry(2)])).toBe(true);
  expect((await journal.read(0, 9)).map(({sequence}) => sequence)).toEqual([1, 2]);
  await database.close();
});

test('while the log is about to begin anew appends wait, the lease does not', async () => {
  const passes: ((progress: Progress) => void)[] = [];
  const thread = {pass: () => new Promise<Progress>((done) => passes.push(done)), end: async () => {}};
  const database = new Database(join(folder, 'c.db'), 100, {checkpointThread: () => thread});
  const journal = await led(database);
  let sequence = 0;
  const large = 4096 * 1024;
  while (!database.pause) {
    expect(sequence).toBeLessThan(limitPages / 256);
    await journal.append(fence, [entry(++sequence, large)]);
  }
  const waits = journal.append(fence, [entry(sequence + 1)]);
  const store = new SqliteClusterStore(database, 'g');
  expect(await store.renew({epoch: 1, active: 'a', leaseMs: 5000})).toBe(true);
  expect((await journal.read(sequence, 9)).length).toBe(0);
  while (passes.length > 0) {
    passes.shift()?.(database.get('PRAGMA wal_checkpoint(PASSIVE)') as Progress);
    for (let turn = 0; turn < 10; turn++) await Promise.resolve();
  }
  expect(await waits).toBe(true);
  await database.close();
});
