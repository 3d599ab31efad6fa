import {expect, test} from 'vitest';
import {faults} from './faults.ts';
import {minimise} from './minimise.ts';
import {Coverage} from './phases.ts';
import {simulateSeed} from './simulate-seed.ts';

const broken = {flaws: {noFence: true}, faults: ['freeze', 'database', 'databasePath', 'switchover']};

async function failing(): Promise<number> {
  for (let seed = 1; seed < 200; seed++) {
    if ((await simulateSeed(seed, broken)).violation !== undefined) return seed;
  }
  throw new Error('no seed fails without fencing');
}

test('a failing seed is cut down to the faults that it needs, and fails again with those', async () => {
  const seed = await failing();
  const whole = await simulateSeed(seed, broken);
  const least = await minimise(seed, broken);
  const kept = least.faults - least.skip.length;
  expect(kept).toBeLessThan(whole.faults);
  expect(kept).toBeGreaterThan(0);
  const again = await simulateSeed(seed, {...broken, skip: least.skip});
  expect(again.violation).toBe(least.violation);
  // None of those that are left can go.
  for (const one of Array.from({length: least.faults}, (_, k) => k).filter((k) => !least.skip.includes(k))) {
    expect((await simulateSeed(seed, {...broken, skip: [...least.skip, one]})).violation).toBeUndefined();
  }
}, 300_000);

test('each kind of fault begins in most phases within a few dozen seeds', async () => {
  const coverage = new Coverage();
  for (let seed = 5001; seed <= 5060; seed++) coverage.addAll((await simulateSeed(seed)).coverage);
  expect([...coverage.counts.keys()].sort()).toEqual(Object.keys(faults).sort());
  const all = Object.keys(faults);
  // Taking over is a matter of a few milliseconds for a hot passive, and hard to meet.
  expect(coverage.holes(all).length).toBeLessThan(all.length * 9 * 0.3);
  expect(coverage.holes(all)).not.toContain('crash while in sync');
}, 300_000);
