import {expect, test} from 'vitest';
import {must} from '@tandem/base';
import {Scenario} from '../simulation/scenario.ts';

/** D2: an event that had its number and waited at the barrier was below the mark and not in the snapshot. */
test('numbering, applying and cutting are one turn: an entry is in the snapshot or above the mark', async () => {
  const s = await Scenario.inSync(1, {snapshotEvery: 0});
  await s.run(300);
  const {active, passive} = s;
  const first = s.submit(active, 'first');
  let cut: number | undefined;
  void active.node.snapshotNow().then((sequence) => (cut = sequence));
  const second = s.submit(active, 'second');
  await s.must('both answers, and the snapshot', () => !!first.answer && !!second.answer && cut !== undefined, 5000);
  expect(first.answer?.sequence).toBe(cut);
  expect(second.answer?.sequence).toBe((cut ?? 0) + 1);
  const saved = must(
    s.cluster.database.snapshots.find((c) => c.sequence === cut),
    'the revision',
  );
  const state = JSON.parse(new TextDecoder().decode(saved.parts[0]?.bytes)) as {seen: Record<string, number>};
  expect([state.seen['first'], state.seen['second']]).toEqual([1, undefined]);
  await s.must('the trim', () => passive.node.current().follower.queue.base === cut, 2000);
  await s.takeover();
  expect(passive.machine.seen).toMatchObject({first: 1, second: 1});
  await s.nothingIsLostOrDoubled();
});
