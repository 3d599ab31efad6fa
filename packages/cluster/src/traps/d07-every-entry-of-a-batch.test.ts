import {expect, test} from 'vitest';
import {Scenario} from '../simulation/scenario.ts';

/** D7: of a batch only the last event reached the passive. What is inside an entry: `runtime/src/machine/traps.test.ts`. */
test.each([1, 19, 20, 21, 300])('%i entries of one turn reach the passive as so many entries', async (n) => {
  const s = await Scenario.inSync(1, {snapshotEvery: 0});
  await s.run(500);
  const {active, passive} = s;
  const asks = Array.from({length: n}, (_, i) => s.submit(active, `batch-${i}`));
  await s.must('all answers', () => asks.every((ask) => ask.answer), 5000);
  const held = [...passive.node.current().follower.queue.after(0)];
  const texts = held.map((entry) => new TextDecoder().decode(entry.payload));
  expect(texts.filter((text) => text.startsWith('batch-'))).toEqual(asks.map((_, i) => `batch-${i}:1:1:0`));
  expect(held.map((entry) => entry.sequence)).toEqual(held.map((_, i) => (held[0]?.sequence ?? 0) + i));
  await s.takeover();
  await s.nothingIsLostOrDoubled();
});
