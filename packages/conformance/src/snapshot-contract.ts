import type {Cut} from '@tandem/cluster';
import {expect, test} from 'vitest';
import type {StoreContext} from './store-context.ts';
import {cutAt, incompressible} from './store-samples.ts';

/** The snapshots of one leader. */
export function snapshotContract(c: StoreContext): void {
  test('a snapshot comes back whole: apps of any name, parts of any size', async () => {
    const fence = await c.lead();
    expect(await c.b.snapshots.newest()).toBeUndefined();
    expect(await c.b.snapshots.newestSequence()).toBeUndefined();
    const cut: Cut = {
      sequence: 7,
      timestamp: 1_700_000_000_123,
      epoch: 1,
      parts: [
        {app: '', bytes: new Uint8Array([0, 1, 255])},
        {app: 'Überwachung 😀, a__b', bytes: new Uint8Array(0)},
        {app: `long ${'x'.repeat(400)}`, bytes: new Uint8Array(1 << 20)},
        {app: 'large', bytes: incompressible(5 << 20)},
      ],
    };
    expect(await c.a.snapshots.save(fence, cut)).toBe(true);
    const back = await c.b.snapshots.newest();
    expect(back && {...back, parts: back.parts.map((p) => p.app)}).toStrictEqual({
      ...cut,
      parts: cut.parts.map((p) => p.app),
    });
    for (const [i, part] of cut.parts.entries())
      expect(Buffer.compare(back?.parts[i]?.bytes ?? new Uint8Array(1), part.bytes)).toBe(0);
    expect(await c.b.snapshots.newestSequence()).toStrictEqual({sequence: 7, epoch: 1});
  });

  test('a cut without parts is a cut: the empty machine', async () => {
    const fence = await c.lead();
    const cut: Cut = {sequence: 0, timestamp: 0, epoch: 1, parts: []};
    expect(await c.a.snapshots.save(fence, cut)).toBe(true);
    expect(await c.b.snapshots.newest()).toStrictEqual(cut);
  });

  test('the newest cut is that of the largest sequence', async () => {
    const fence = await c.lead();
    for (const sequence of [5, 20, 10]) expect(await c.a.snapshots.save(fence, cutAt(sequence))).toBe(true);
    expect(await c.b.snapshots.newestSequence()).toStrictEqual({sequence: 20, epoch: 1});
    expect(await c.b.snapshots.newest()).toStrictEqual(cutAt(20));
  });

  test('a damaged cut is reported and the one before it is used', async () => {
    const fence = await c.lead();
    for (const sequence of [5, 10, 20]) await c.a.snapshots.save(fence, cutAt(sequence));
    await c.database.damage(c.group, 20, 'two');
    await c.database.damage(c.group, 10, 'one');
    const reports: [number, string][] = [];
    expect(await c.b.snapshots.newest((sequence, reason) => reports.push([sequence, reason]))).toStrictEqual(cutAt(5));
    expect(reports.map(([sequence]) => sequence)).toStrictEqual([20, 10]);
    for (const [, reason] of reports) expect(reason).not.toBe('');
    await c.database.damage(c.group, 5, 'one');
    expect(await c.b.snapshots.newest()).toBeUndefined();
  });

  test('pruning keeps the newest cuts, each with all its apps', async () => {
    const fence = await c.lead();
    for (const sequence of [1, 2, 3, 4]) await c.a.snapshots.save(fence, cutAt(sequence));
    await c.a.snapshots.prune(fence, 2);
    expect(await c.b.snapshots.newest()).toStrictEqual(cutAt(4));
    await c.database.damage(c.group, 4, 'one');
    expect(await c.b.snapshots.newest()).toStrictEqual(cutAt(3));
    await c.database.damage(c.group, 3, 'one');
    expect(await c.b.snapshots.newest()).toBeUndefined();
  });

  test('an app that is in fewer cuts than others loses none of them to the others', async () => {
    const fence = await c.lead();
    const lone: Cut = {...cutAt(2), parts: [{app: 'quiet', bytes: new Uint8Array([9])}, ...cutAt(2).parts]};
    await c.a.snapshots.save(fence, cutAt(1));
    await c.a.snapshots.save(fence, lone);
    await c.a.snapshots.save(fence, cutAt(3));
    await c.a.snapshots.prune(fence, 2);
    await c.database.damage(c.group, 3, 'two');
    expect(await c.b.snapshots.newest()).toStrictEqual(lone);
  });

  test('a cut saved twice, because an answer got lost, counts once', async () => {
    const fence = await c.lead();
    for (const sequence of [1, 2, 3, 3]) expect(await c.a.snapshots.save(fence, cutAt(sequence))).toBe(true);
    await c.a.snapshots.prune(fence, 2);
    await c.database.damage(c.group, 3, 'one');
    expect(await c.b.snapshots.newest()).toStrictEqual(cutAt(2));
  });
}
