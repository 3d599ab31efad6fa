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
  await database.close();
  await close();
});
