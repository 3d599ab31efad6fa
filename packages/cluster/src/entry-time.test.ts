import type {Clock} from '@tandem/base';
import fc from 'fast-check';
import {expect, test} from 'vitest';
import {EntryTime} from './entry-time.ts';

const hour = 3_600_000;
function setUp(wall = 10 * hour) {
  let at = 0;
  let offset = wall;
  const clock = {now: () => at} as Clock;
  const time = new EntryTime(() => at + offset, clock);
  return {time, pass: (ms: number) => (at += ms), step: (ms: number) => (offset += ms), wall: () => at + offset};
}

test('it is the wall clock, while that goes on', () => {
  const {time, pass, wall} = setUp();
  expect(time.now(0)).toBe(10 * hour);
  pass(1234.7);
  expect(time.now(10 * hour)).toBe(Math.floor(wall()));
});

test('after the clock was set back an hour, a window of one second lasts about a second', () => {
  const {time, pass, step} = setUp();
  const last = time.now(0);
  step(-hour);
  expect(time.now(last)).toBe(last);
  pass(1000);
  expect(time.now(last)).toBe(last + 875);
});

test('the clock of an active before that was ahead is caught up with in eight times as long', () => {
  const {time, pass, wall} = setUp();
  const last = wall() + 60_000;
  time.now(last);
  pass(7 * 60_000);
  expect(time.now(last)).toBeGreaterThan(wall());
  pass(2 * 60_000);
  expect(time.now(last)).toBe(wall());
});

test('however the clock is set, time never falls, and goes on by at least seven eighths', () => {
  fc.assert(
    fc.property(
      fc.array(fc.record({step: fc.integer({min: -hour, max: hour}), pass: fc.integer({min: 0, max: 5000})})),
      (moves) => {
        const {time, pass, step} = setUp();
        let last = time.now(0);
        for (const move of moves) {
          step(move.step);
          last = time.now(last);
          pass(move.pass);
          const next = time.now(last);
          expect(next).toBeGreaterThanOrEqual(last + Math.floor(move.pass * (7 / 8)) - 1);
          last = next;
        }
      },
    ),
  );
});
