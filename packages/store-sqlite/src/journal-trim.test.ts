import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {expect, onTestFinished, test} from 'vitest';
import {openSqliteStores} from './open.ts';

test('a long journal is trimmed in steps, between which entries are appended', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tandem-sqlite-'));
  onTestFinished(() => rmSync(folder, {recursive: true}));
  const stores = openSqliteStores({path: join(folder, 'tandem.db'), group: 'g'});
  await stores.store.prepare();
  expect(await stores.store.acquireAsOther({epoch: 0, rev: 0, me: 'a', leaseMs: 1000, isolationMs: 1000})).toBe(true);
  const fence = {epoch: 1, active: 'a'};
  const entries = (from: number, to: number) =>
    Array.from({length: to - from + 1}, (_, i) => ({
      sequence: from + i,
      timestamp: 1,
      epoch: 1,
      payload: new Uint8Array(8),
    }));
  await stores.journal.append(fence, entries(1, 1200));
  const oldest = async (): Promise<number | undefined> => (await stores.journal.read(0, 1))[0]?.sequence;

  const trimming = stores.journal.trim(fence, 1200);
  expect(await oldest()).toBe(501);
  expect(await stores.journal.append(fence, entries(1201, 1201))).toBe(true);
  expect(await trimming).toBe(true);
  expect(await oldest()).toBe(1201);

  const fenced = stores.journal.trim({epoch: 0, active: 'a'}, 1201);
  expect(await fenced).toBe(false);
  expect(await oldest()).toBe(1201);
  await stores.close();
});
