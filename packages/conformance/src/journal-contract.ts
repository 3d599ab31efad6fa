import {expect, test} from 'vitest';
import {isolationMs, leaseMs, over, type StoreContext} from './store-context.ts';
import {entries, incompressible} from './store-samples.ts';

/** The journal of one leader. */
export function journalContract(c: StoreContext): void {
  test('the journal gives back what was appended, in order and in pages', async () => {
    const fence = await c.lead();
    const all = entries(1, 100);
    expect(await c.a.journal.append(fence, all.slice(0, 40))).toBe(true);
    expect(await c.a.journal.append(fence, all.slice(40))).toBe(true);
    expect(await c.b.journal.read(0, 1000)).toStrictEqual(all);
    expect(await c.b.journal.read(0, 45)).toStrictEqual(all.slice(0, 45));
    expect(await c.b.journal.read(45, 10)).toStrictEqual(all.slice(45, 55));
    expect(await c.b.journal.read(100, 10)).toStrictEqual([]);
    expect(await c.b.journal.read(0, 0)).toStrictEqual([]);
  });

  test('an empty append tells whether the fence holds', async () => {
    const fence = await c.lead();
    expect(await c.a.journal.append(fence, [])).toBe(true);
    expect(await c.a.journal.append({epoch: 2, active: 'A'}, [])).toBe(false);
  });

  test('payloads of any bytes survive: empty, all values, 5 MB', async () => {
    const fence = await c.lead();
    const payloads = [
      new Uint8Array(0),
      Uint8Array.from({length: 512}, (_, i) => i),
      new TextEncoder().encode('naïve 😀 \0 漢字'),
      incompressible(5 << 20),
    ];
    const some = payloads.map((payload, i) => ({sequence: i + 1, timestamp: 1.7e12 + i, epoch: 1, payload}));
    for (const entry of some) expect(await c.a.journal.append(fence, [entry])).toBe(true);
    const back = await c.b.journal.read(0, 10);
    expect(back.map((e) => Buffer.compare(e.payload, payloads[e.sequence - 1] as Uint8Array))).toStrictEqual([
      0, 0, 0, 0,
    ]);
    expect(back.map(({sequence, timestamp, epoch}) => ({sequence, timestamp, epoch}))).toStrictEqual(
      some.map(({sequence, timestamp, epoch}) => ({sequence, timestamp, epoch})),
    );
  });

  test('appending again changes nothing, however the batches are cut', async () => {
    const fence = await c.lead();
    const all = entries(1, 20);
    const batches: [number, number][] = [
      [4, 8],
      [4, 8],
      [10, 12],
      [6, 14],
      [0, 5],
      [0, 20],
      [3, 4],
      [0, 20],
    ];
    for (const [from, to] of batches) expect(await c.a.journal.append(fence, all.slice(from, to))).toBe(true);
    expect(await c.b.journal.read(0, 100)).toStrictEqual(all);
    expect(await c.b.journal.read(7, 5)).toStrictEqual(all.slice(7, 12));
  });

  test('a later active journals entries of an earlier epoch', async () => {
    await c.lead('A', over);
    const queue = entries(1, 3);
    expect(await c.a.journal.append({epoch: 1, active: 'A'}, queue.slice(0, 1))).toBe(true);
    expect(await c.b.store.acquireAsOther({epoch: 1, rev: 0, me: 'B', leaseMs, isolationMs})).toBe(true);
    expect(await c.b.journal.append({epoch: 2, active: 'B'}, [...queue, ...entries(4, 5, 2)])).toBe(true);
    expect((await c.a.journal.read(0, 9)).map((e) => e.epoch)).toStrictEqual([1, 1, 1, 2, 2]);
  });

  test('another entry under the same number is an error, and nothing of its batch is kept', async () => {
    const fence = await c.lead();
    expect(await c.a.journal.append(fence, entries(1, 3))).toBe(true);
    await expect(c.a.journal.append(fence, entries(3, 6, 2))).rejects.toThrow(/sequence 3/);
    expect(await c.b.journal.read(0, 100)).toStrictEqual(entries(1, 3));
  });

  test('a trim removes up to its sequence, within a batch too, and may be repeated', async () => {
    const fence = await c.lead();
    await c.a.journal.append(fence, entries(1, 10));
    await c.a.journal.append(fence, entries(11, 20));
    for (const upTo of [0, 5, 5, 3, 10, 15]) {
      expect(await c.a.journal.trim(fence, upTo)).toBe(true);
      const first = Math.max(upTo, upTo === 3 ? 5 : 0) + 1;
      expect(await c.b.journal.read(0, 100)).toStrictEqual(entries(first, 20));
    }
    expect(await c.a.journal.trim(fence, 99)).toBe(true);
    expect(await c.b.journal.read(0, 100)).toStrictEqual([]);
    expect(await c.a.journal.append(fence, entries(21, 22))).toBe(true);
    expect(await c.b.journal.read(0, 100)).toStrictEqual(entries(21, 22));
  });
}
