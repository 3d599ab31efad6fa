import {expect, test} from 'vitest';
import {simulate} from './run.ts';
import {schedules} from './schedules.ts';
import {simulateSeed} from './simulate-seed.ts';

const block = 125;

test.each(Array.from({length: 4}, (_, i) => 1 + i * block))(
  'nothing is lost, doubled or stuck from seed %i on',
  async (from) => {
    const words: string[] = [];
    const summary = await simulate({seeds: block, from, print: (line) => words.push(line)});
    expect(words.filter((w) => w.includes('FAILED'))).toEqual([]);
    // The runs are worth something: inputs were answered, and nodes took over from each other.
    expect(summary.answered).toBeGreaterThan(block * 100);
    expect(summary.epochs).toBeGreaterThan(block * 2);
    expect(summary.waived).toBeLessThan(block / 3);
  },
  300_000,
);

// What each of these seeds found once. The logic has changed since, and the run under a seed with it: they need not lead there any more.
test.each([
  {seed: 2, found: 'an overdue tick that may not be appended armed its timer without end'},
  {seed: 118, found: 'a takeover waited two minutes for the lost reply of reading the snapshot'},
  {seed: 395, found: 'a second hello on one connection made a node forget its peer'},
  {seed: 578, found: 'a node whose link came up before its tables were prepared never joined'},
  {seed: 3282, found: 'each refusal during a takeover doubled the wait for the next lost reply'},
  {seed: 19, found: 'a node that had won the row looked at it again, and took over from itself'},
  {
    seed: 220,
    found: 'a replay went on after its incarnation was over',
    faults: ['stray', 'crash', 'database', 'freeze'],
  },
  {
    seed: 8,
    found: 'a node that was handed the row while it stopped left without giving it on',
    faults: ['stop', 'switchover', 'reset', 'databasePath'],
  },
  {seed: 172, found: 'the same, in another way', faults: ['switchover', 'freeze', 'stall', 'stop', 'databasePath']},
  {
    seed: 90_083,
    found: 'a stopping node whose hand-over came to nothing, as it had been deposed, opened its ports again',
  },
  {
    seed: 308_491,
    found: 'a peer was named while newer entries were on their way into the journal table, ahead of older ones',
  },
  {
    seed: 316_726,
    found: 'a takeover went on applying after its incarnation was over, as the reply had come just before',
  },
])('seed $seed stays good: $found', async ({seed, faults}) => {
  expect((await simulateSeed(seed, faults ? {faults} : {})).violation).toBeUndefined();
});

test.each(Object.keys(schedules).filter((name) => name !== 'brokenRevision'))(
  'the schedule %s does no harm',
  async (schedule) => {
    for (let seed = 1; seed <= 8; seed++) {
      const {violation, waived, trace} = await simulateSeed(seed, {
        faults: [schedule],
        durability: 'replica',
        trace: true,
      });
      expect([seed, violation, waived]).toEqual([seed, undefined, false]);
      expect(trace.join()).toContain(`schedule ${schedule} ends`);
    }
  },
);

test('where the journal table has every entry, revisions that break cost nothing', async () => {
  const faults = ['brokenRevision', 'snapshot', 'switchover', 'databasePath', 'reset', 'crash'];
  let [compared, noticed] = [0, 0];
  for (let seed = 1; seed <= 60; seed++) {
    const {violation, waived, trace} = await simulateSeed(seed, {durability: 'database', faults, trace: true});
    expect([seed, violation]).toEqual([seed, undefined]);
    if (!waived) compared++;
    if (!waived && trace.some((line) => line.includes('[error] revision'))) noticed++;
  }
  expect(compared).toBeGreaterThan(20);
  expect(noticed).toBeGreaterThan(10);
});

test('a seed is one run, to the letter', async () => {
  const [a, b] = [await simulateSeed(42, {trace: true}), await simulateSeed(42, {trace: true})];
  expect(a.trace.length).toBeGreaterThan(200);
  expect(b).toEqual(a);
});
