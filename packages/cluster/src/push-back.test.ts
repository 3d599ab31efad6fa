import {expect, test} from 'vitest';
import type {Submitted} from './api.ts';
import {Scenario} from './simulation/scenario.ts';

/** 30 kB; the queues of these tests hold 200 kB. */
const large = (n: number): Uint8Array => new TextEncoder().encode(`big:${n}:1:0:${'x'.repeat(30_000)}`);

/** Submits until the active refuses; what was taken before. */
async function untilBusy(s: Scenario): Promise<{taken: Promise<Submitted>[]; refused: unknown}> {
  const taken: Promise<Submitted>[] = [];
  for (let n = 1; n <= 50; n++) {
    const one = s.active.node.submit(large(n));
    let refused: unknown;
    one.catch((error: unknown) => (refused = error));
    await s.run(1);
    if (refused !== undefined) return {taken, refused};
    taken.push(one);
  }
  throw new Error('everything was taken');
}

test('what cannot be committed fills its queue and no more; when it can, all of it is answered, in order', async () => {
  const s = await Scenario.inSync();
  // Neither the passive nor the database takes anything; permission lasts for a while yet.
  s.cluster.wire.cut = true;
  s.cluster.wire.breakNow(10);
  s.cluster.database.paths.set(s.active.process.name, 'silent');
  const {taken, refused} = await untilBusy(s);
  expect(refused).toMatchObject({reason: 'busy', message: 'too much is waiting to be committed or published'});
  expect(taken.length).toBeGreaterThanOrEqual(5);
  expect(s.active.node.status().queueBytes).toBeLessThan(300_000);
  s.cluster.wire.cut = false;
  s.cluster.database.paths.clear();
  const answered: Submitted[] = [];
  void Promise.all(taken).then((all) => answered.push(...all));
  expect(await s.until(() => answered.length > 0, 10_000)).toBe(true);
  const sequences = answered.map(({sequence}) => sequence);
  expect(sequences).toEqual(sequences.toSorted((a, b) => a - b));
  expect(await s.until(() => s.active.node.status().queueBytes < 100_000, 20_000)).toBe(true);
  let again: Submitted | undefined;
  void s.active.node.submit(large(51)).then((submitted) => (again = submitted));
  expect(await s.until(() => again !== undefined, 5000)).toBe(true);
});

test('when no snapshot can be saved, the queues of both nodes fill to their limits; afterwards inputs are taken again', async () => {
  const s = await Scenario.inSync();
  for (const node of s.cluster.nodes) s.cluster.database.paths.set(node.process.name, 'refused');
  const {taken, refused} = await untilBusy(s);
  expect(refused).toMatchObject({reason: 'busy'});
  let answered = 0;
  for (const one of taken) void one.then(() => answered++);
  expect(await s.until(() => answered === taken.length, 5000)).toBe(true);
  expect(s.passive.node.status().queueBytes).toBeLessThan(450_000);
  s.cluster.database.paths.clear();
  expect(await s.until(() => s.active.node.status().queueBytes < 100_000, 20_000)).toBe(true);
  let again: Submitted | undefined;
  void s.active.node.submit(large(51)).then((submitted) => (again = submitted));
  expect(await s.until(() => again !== undefined, 5000)).toBe(true);
});
