import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, expect, test, vi} from 'vitest';
import {CheckpointThread, type Progress} from './checkpoint-thread.ts';
import {limitPages, lookEvery, passPages} from './checkpoints.ts';
import {Database} from './database.ts';

const folder = mkdtempSync(join(tmpdir(), 'tandem-log-'));
afterAll(() => rmSync(folder, {recursive: true}));

/** Some 50 pages. */
const rowBytes = 200_000;
const rowPages = rowBytes / 4096 + 3;

/** Commits `count` rows, one over the other. Says how long the log was at most, and how often it began anew. */
async function write(database: Database, count: number): Promise<{longest: number; restarts: number}> {
  database.script('CREATE TABLE IF NOT EXISTS t (a INTEGER PRIMARY KEY, b BLOB)');
  let [longest, last, restarts] = [0, 0, 0];
  for (let written = 0; written < count; written++) {
    const {pause} = database;
    if (pause) await pause;
    database.unsynced(() =>
      database.transaction(() => {
        database.run('INSERT OR REPLACE INTO t VALUES (1, randomblob($rowBytes))', {rowBytes});
      }),
    );
    const {log} = database.get('PRAGMA wal_checkpoint(NOOP)') as Progress;
    if (log < last) restarts++;
    longest = Math.max(longest, log);
    last = log;
  }
  return {longest, restarts};
}

test('under a writer that never pauses but when it is asked to the log stays within its limit', async () => {
  const database = new Database(join(folder, 'a.db'), 100);
  const {longest, restarts} = await write(database, 400);
  expect(longest).toBeGreaterThanOrEqual(limitPages);
  expect(longest).toBeLessThan(limitPages + lookEvery * rowPages);
  expect(restarts).toBe(2);
  await database.close();
});

test('without the thread the writing connection copies the log back, and says why', async () => {
  const onCheckpointFailure = vi.fn();
  const checkpointThread = () => new CheckpointThread(join(folder, 'nowhere', 'b.db'));
  const database = new Database(join(folder, 'b.db'), 100, {checkpointThread, onCheckpointFailure});
  await write(database, Math.ceil(limitPages / rowPages) + lookEvery);
  expect(database.pause).toBeUndefined();
  expect(onCheckpointFailure.mock.calls).toEqual([
    [expect.objectContaining({message: expect.stringContaining('unable to open database file')})],
  ]);
  await write(database, 40);
  expect((await write(database, 100)).longest).toBeLessThan(passPages + 2 * rowPages);
  await database.close();
});

test('a thread whose file is no database rejects what is asked of it, and ends', async () => {
  const path = join(folder, 'text');
  writeFileSync(path, 'no database, but long enough to be taken for one'.repeat(100));
  const thread = new CheckpointThread(path);
  await expect(thread.pass()).rejects.toThrow(/not a database/);
  await thread.end();
  await expect(thread.pass()).rejects.toThrow(/not a database/);
});
