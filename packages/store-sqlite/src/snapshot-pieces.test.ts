import {randomBytes} from 'node:crypto';
import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {setImmediate} from 'node:timers/promises';
import {afterAll, expect, test} from 'vitest';
import {Database} from './database.ts';
import {openSqliteStores} from './open.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'tandem-pieces-'));
afterAll(() => rmSync(folder, {recursive: true}));

const fence = {epoch: 1, active: 'A'};
const parts = [
  {app: 'large', bytes: new Uint8Array(randomBytes(2 << 20))},
  {app: 'small', bytes: new Uint8Array([1])},
];
const cut = (sequence: number) => ({sequence, timestamp: sequence, epoch: 1, parts});

test('a large snapshot lets journal entries in between, and is not seen before it is whole', async () => {
  const file = path.join(folder, 'a.db');
  const {store, snapshots, journal, close} = openSqliteStores({path: file, group: 'g'});
  await store.prepare();
  await store.acquireAsOther({epoch: 0, rev: 0, me: 'A', leaseMs: 60_000, isolationMs: 0});
  await snapshots.save(fence, cut(1));
  let isDone = false;
  const saving = snapshots.save(fence, cut(5)).finally(() => (isDone = true));
  let appended = 0;
  for (;;) {
    await setImmediate();
    if (isDone) break;
    await journal.append(fence, [{sequence: ++appended, timestamp: 1, epoch: 1, payload: new Uint8Array(1)}]);
    if (!isDone) expect(await snapshots.newestSequence()).toEqual({sequence: 1, epoch: 1});
  }
  expect(await saving).toBe(true);
  expect(appended).toBeGreaterThan(8);
  expect(await snapshots.newest()).toEqual(cut(5));
  await close();
});

test('what was not written to the end is never read, and goes when a newer one is there', async () => {
  const file = path.join(folder, 'b.db');
  const {store, snapshots, close} = openSqliteStores({path: file, group: 'g'});
  await store.prepare();
  await store.acquireAsOther({epoch: 0, rev: 0, me: 'A', leaseMs: 60_000, isolationMs: 0});
  const database = new Database(file, 1000);
  // As a process leaves it that dies on the way.
  database.run(`INSERT INTO cut (group_id, sequence, epoch, timestamp, parts) VALUES ('g#writing', 7, 1, 7, 2)`);
  expect(await snapshots.newest()).toBeUndefined();
  await snapshots.save(fence, cut(9));
  await snapshots.prune(fence, 2);
  expect(database.all('SELECT sequence FROM cut')).toEqual([expect.objectContaining({sequence: 9})]);
  database.close();
  await close();
});

test('a large snapshot goes some pieces at a time, and is not seen from the first on', async () => {
  const file = path.join(folder, 'c.db');
  const {store, snapshots, journal, close} = openSqliteStores({path: file, group: 'g'});
  await store.prepare();
  await store.acquireAsOther({epoch: 0, rev: 0, me: 'A', leaseMs: 60_000, isolationMs: 0});
  const small = {...cut(2), parts: parts.slice(1)};
  const large = {...cut(1), parts: [{app: 'large', bytes: new Uint8Array(randomBytes(9 << 20))}]};
  await snapshots.save(fence, large);
  await snapshots.save(fence, small);
  const pieces = (): number => Number(database.get('SELECT COUNT(*) AS n FROM part')?.['n']);
  const database = new Database(file, 1000);
  const before = pieces();

  const pruning = snapshots.prune(fence, 1);
  expect(pieces()).toBe(before - 16);
  expect(await snapshots.newest()).toEqual(small);
  // The process ends here, and another prunes.
  expect(database.all(`SELECT sequence FROM cut WHERE group_id = 'g'`)).toEqual([
    expect.objectContaining({sequence: 2}),
  ]);
  const other = openSqliteStores({path: file, group: 'g'});
  await other.snapshots.prune(fence, 1);
  expect(pieces()).toBe(before - 37);
  await pruning;
  await journal.append(fence, [{sequence: 1, timestamp: 1, epoch: 1, payload: new Uint8Array(1)}]);
  expect(database.all('SELECT sequence FROM cut')).toEqual([expect.objectContaining({sequence: 2})]);
  expect(await snapshots.newest()).toEqual(small);
  await other.close();
  database.close();
  await close();
});

test('a save that was dropped before its end does not count', async () => {
  const file = path.join(folder, 'd.db');
  const {store, snapshots, close} = openSqliteStores({path: file, group: 'g'});
  await store.prepare();
  await store.acquireAsOther({epoch: 0, rev: 0, me: 'A', leaseMs: 60_000, isolationMs: 0});
  await snapshots.save(fence, cut(5));
  const database = new Database(file, 1000);
  const late = snapshots.save(fence, cut(3));
  // As `prune` leaves it that has not come to the end.
  database.run(`UPDATE cut SET group_id = 'g#dropped' WHERE group_id = 'g#writing'`);
  await expect(late).rejects.toThrow(/overtaken/);
  expect(await snapshots.newest()).toEqual(cut(5));
  await snapshots.prune(fence, 2);
  expect(database.all('SELECT sequence FROM cut')).toEqual([expect.objectContaining({sequence: 5})]);
  database.close();
  await close();
});
