import {expect, test} from 'vitest';
import {inTurns, type Thread} from './in-turns.ts';
import {cutPace, type Pace, restorePace} from './pace.ts';

/** ms of one step. */
const step = 0.02;

/** A thread whose time goes on with each step, and which does other things for a share of each wait. */
class Simulated implements Thread {
  now = 0;
  busy = 0;
  readonly ended = false;
  readonly others: number;
  readonly turns: number[] = [];
  readonly rests: number[] = [];
  #began = 0;

  constructor(others: number) {
    this.others = others;
  }
  work(ms: number): void {
    this.now += ms;
    this.busy += ms;
  }
  async pause(ms: number): Promise<void> {
    this.turns.push(this.now - this.#began);
    // As with the platform's timers: a whole number of ms, at least one.
    const rest = Math.max(Math.ceil(ms), 1);
    this.rests.push(ms);
    this.now += rest;
    this.busy += rest * this.others;
    this.#began = this.now;
  }
}
async function run(others: number, pace: Pace, steps = 2000, ms = step): Promise<Simulated> {
  const thread = new Simulated(others);
  const work = function* (): Generator<void, string> {
    for (let n = 0; n < steps; n++) {
      thread.work(ms);
      yield;
    }
    return 'done';
  };
  expect(await inTurns(thread, pace, work(), () => false)).toEqual({value: 'done'});
  return thread;
}
const longestOf = (values: readonly number[]): number => Math.max(...values);
const late = (values: readonly number[]): number[] => values.slice(values.length / 2);

test.each([
  {name: 'busy all the time: a quarter of a ms in three', others: 1, fill: 0, turn: 0.26, rest: 2.34},
  {name: 'half idle: a part of that', others: 0.5, fill: 0, turn: 0.26, rest: 1.3},
  {name: 'idle: half a ms in two', others: 0, fill: 0, turn: 0.52, rest: 1.04},
  {name: 'busy, and what is kept may fill its place: one ms in two', others: 1, fill: 0.5, turn: 1.02, rest: 1.02},
  {name: 'busy, and what is kept grows: in between', others: 1, fill: 0.375, turn: 0.44, rest: 1.02},
])('turns of a cut, $name', async ({others, fill, turn, rest}) => {
  const {turns, rests} = await run(
    others,
    cutPace(() => fill),
  );
  expect(longestOf(late(turns))).toBeCloseTo(turn, 1);
  expect(longestOf(late(rests))).toBeCloseTo(rest, 0);
});

test.each([0, 0.3, 0.9, 1])(
  'a snapshot takes at most some ten times its own time, however busy: %d',
  async (others) => {
    const thread = await run(
      others,
      cutPace(() => 0),
    );
    expect(thread.now).toBeLessThan(13 * 2000 * step);
    expect(thread.now).toBeGreaterThan(2 * 2000 * step);
  },
);

test('what a snapshot takes of a busy thread is a tenth', async () => {
  const thread = await run(
    1,
    cutPace(() => 0),
  );
  const turns = thread.turns.reduce((sum, ms) => sum + ms, 0);
  expect(turns / thread.now).toBeLessThan(0.1);
});

test('a cut that hurries from one moment on is done at that pace from its next turn', async () => {
  let fill = 0;
  const thread = new Simulated(1);
  const work = function* (): Generator<void, void> {
    for (let n = 0; n < 1000; n++) {
      if (n === 500) fill = 1;
      thread.work(step);
      yield;
    }
  };
  await inTurns(
    thread,
    cutPace(() => fill),
    work(),
    () => false,
  );
  const {turns} = thread;
  expect(longestOf(turns.slice(0, turns.length / 2))).toBeLessThan(0.3);
  expect(turns.at(-2)).toBeGreaterThan(1);
});

test('a turn in which the machine stood still makes nobody wait for many times as long', async () => {
  const {rests} = await run(
    1,
    cutPace(() => 0),
    3,
    5000,
  );
  expect(longestOf(rests)).toBe(25);
});

test('a restore goes on as soon as everything else had its turn', async () => {
  const {turns, rests} = await run(1, restorePace);
  expect(longestOf(rests)).toBe(0);
  expect(longestOf(turns)).toBeCloseTo(4, 1);
});

test('what is not wanted any more stops before its next turn', async () => {
  const thread = new Simulated(0);
  let wanted = true;
  const work = function* (): Generator<void, void> {
    for (;;) {
      thread.work(step);
      wanted = thread.now < 20;
      yield;
    }
  };
  expect(
    await inTurns(
      thread,
      cutPace(() => 0),
      work(),
      () => !wanted,
    ),
  ).toBeUndefined();
  expect(thread.now).toBeLessThan(30);
});
