import type {Fence} from '@tandem/cluster';
import {expect, test} from 'vitest';
import {isolationMs, leaseMs, over, type StoreContext} from './store-context.ts';
import {cutAt, entries} from './store-samples.ts';

/** What holds between handles: of one group, of several, of a deposed leader, one after the other. */
export function handleContract(c: StoreContext): void {
  test.each<[string, Fence]>([
    ['an earlier epoch', {epoch: 1, active: 'A'}],
    ['a later epoch', {epoch: 3, active: 'B'}],
    ['the epoch of another', {epoch: 2, active: 'A'}],
  ])('%s writes neither journal nor snapshot, and removes nothing', async (_, deposed) => {
    await c.lead('A', over);
    expect(await c.b.store.acquireAsOther({epoch: 1, rev: 0, me: 'B', leaseMs, isolationMs})).toBe(true);
    const fence = {epoch: 2, active: 'B'};
    expect(await c.b.journal.append(fence, entries(1, 5))).toBe(true);
    expect(await c.b.snapshots.save(fence, cutAt(3))).toBe(true);
    expect(await c.a.journal.append(deposed, entries(6, 8))).toBe(false);
    expect(await c.a.journal.append(deposed, entries(1, 5))).toBe(false);
    expect(await c.a.journal.trim(deposed, 5)).toBe(false);
    expect(await c.a.snapshots.save(deposed, cutAt(8))).toBe(false);
    await c.a.snapshots.prune(deposed, 0);
    expect(await c.b.journal.read(0, 100)).toStrictEqual(entries(1, 5));
    expect(await c.b.snapshots.newest()).toStrictEqual(cutAt(3));
  });

  test('groups share a database and nothing else', async () => {
    const fence = await c.lead();
    await c.a.store.heartbeat({nodeId: 'n1', incarnation: 'i1', properties: {}});
    await c.a.journal.append(fence, entries(1, 2));
    await c.a.snapshots.save(fence, cutAt(1));
    const other = await c.database.open(`${c.group}-other`);
    try {
      await other.store.prepare();
      expect((await other.store.readLeader()).row.epoch).toBe(0);
      expect(await other.store.members()).toStrictEqual([]);
      expect(await other.journal.read(0, 10)).toStrictEqual([]);
      expect(await other.snapshots.newest()).toBeUndefined();
      expect(await other.store.acquireAsOther({epoch: 0, rev: 0, me: 'A', leaseMs, isolationMs})).toBe(true);
      await other.journal.trim(fence, 10);
      await other.snapshots.prune(fence, 0);
      expect(await c.a.journal.read(0, 10)).toHaveLength(2);
      expect(await c.a.snapshots.newestSequence()).toMatchObject({sequence: 1});
    } finally {
      await other.close();
    }
  });

  test('a new handle finds everything', async () => {
    const fence = await c.leadWith();
    await c.a.journal.append(fence, entries(1, 3));
    await c.a.snapshots.save(fence, cutAt(2));
    const before = await c.row();
    await c.reopen();
    expect(await c.row()).toStrictEqual(before);
    expect(await c.b.journal.read(0, 10)).toStrictEqual(entries(1, 3));
    expect(await c.b.snapshots.newest()).toStrictEqual(cutAt(2));
  });

  test('a closed handle rejects instead of hanging', async () => {
    await c.a.close();
    await expect(c.a.store.readLeader()).rejects.toThrow();
    await expect(c.a.journal.read(0, 1)).rejects.toThrow();
    await expect(c.a.snapshots.newest()).rejects.toThrow();
  });
}
