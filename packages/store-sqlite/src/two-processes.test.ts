import {execFile} from 'node:child_process';
import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {promisify} from 'node:util';
import {expect, test} from 'vitest';
import {openSqliteStores} from './index.ts';

const run = promisify(execFile);

/** Acquires one epoch after the other as `me` and journals one entry in each, until `epochs` are used up. */
const contender = `
  import {openSqliteStores} from ${JSON.stringify(import.meta.resolve('./index.ts'))};
  const [path, me, epochs] = process.argv.slice(1);
  const {store, journal, close} = openSqliteStores({path, group: 'si', busyTimeoutMs: 20000});
  await store.prepare();
  let won = 0;
  for (;;) {
    const {row} = await store.readLeader();
    if (row.epoch >= Number(epochs)) break;
    const {epoch, rev} = row;
    if (!(await store.acquireAsOther({epoch, rev, me, leaseMs: -1000, isolationMs: 0}))) continue;
    won++;
    const entry = {sequence: epoch + 1, timestamp: 0, epoch: epoch + 1, payload: new TextEncoder().encode(me)};
    // The other may have acquired the next epoch in between; then the entry is refused.
    await journal.append({epoch: epoch + 1, active: me}, [entry]);
  }
  await close();
  console.log(won);
`;

test('of two processes on one file one wins each epoch, from the creation of the file on', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'tandem-sqlite-'));
  const path = join(folder, 'tandem.db');
  try {
    const start = (me: string) => run(process.execPath, ['--input-type=module', '-e', contender, path, me, '200']);
    const wins = (await Promise.all([start('A'), start('B')])).map(({stdout}) => Number(stdout));
    expect((wins[0] ?? 0) + (wins[1] ?? 0)).toBe(200);
    const {store, journal, close} = openSqliteStores({path, group: 'si'});
    expect((await store.readLeader()).row.epoch).toBe(200);
    const entries = await journal.read(0, 1000);
    for (const {sequence, epoch} of entries) expect(epoch).toBe(sequence);
    expect(entries.at(-1)?.sequence).toBe(200);
    await close();
  } finally {
    await rm(folder, {recursive: true});
  }
});
