import {expect, test} from 'vitest';
import {cpuShare, type Sample, trend, usageIn} from './samples.ts';
import {type Soak} from './soak.ts';
import {Tally} from './tally.ts';
import {verdict} from './verdict.ts';

const sample = (at: number, memory: number, inSync = true): Sample => ({
  at,
  memoryMiB: {a: memory},
  cpuSeconds: {a: at * 0.2},
  inSync,
  lag: 0,
  loadAverage: 1,
});
const carried: Soak['steady'] = {
  seconds: 600,
  answered: 1_200_000,
  perSecond: 2000,
  refused: 0,
  unanswered: 0,
  lost: 0,
  doubled: 0,
  medianWaitMs: 3,
  p99WaitMs: 20,
  longestWaitMs: 90,
  reasons: {},
};
const start = {container: 'a', listeningMs: 700, readyMs: 900, acceptingMs: 950};
const good: Soak = {
  limits: {cpus: 0.25, memoryMiB: 512},
  starts: [start, start],
  steady: carried,
  samples: [100, 110, 120, 121, 119, 120, 121, 122].map((memory, i) => sample(i * 5, memory)),
  overload: {...carried, reasons: {'answered 429': 12}},
};
const missed = (soak: Soak): string[] =>
  verdict(soak, {rate: 2000})
    .filter(({met}) => !met)
    .map(({what}) => what);

test('a good run meets every target', () => expect(missed(good)).toEqual([]));

test.each([
  {name: 'a slow start', change: {starts: [start, {...start, acceptingMs: 2400}]}, want: 'start to accepting events'},
  {name: 'too few events', change: {steady: {...carried, perSecond: 1900}}, want: 'events a second, answered'},
  {
    name: 'a passive node that was out of sync once',
    change: {samples: [...good.samples, sample(40, 120, false)]},
    want: 'the passive node in sync',
  },
  {
    name: 'memory that grows',
    change: {samples: [100, 110, 120, 130, 140, 150, 160, 170].map((memory, i) => sample(i * 5, memory))},
    want: 'memory of a',
  },
  {
    name: 'a lost event',
    change: {steady: {...carried, lost: 1}},
    want: 'lost, doubled, refused or unanswered, steady',
  },
  {name: 'no push-back', change: {overload: carried}, want: 'pushed back with 429 when overloaded'},
  {
    name: 'a doubled event under overload',
    change: {overload: {...good.overload, doubled: 1}},
    want: 'lost, doubled, refused or unanswered, overloaded',
  },
])('$name misses its target', ({change, want}) => expect(missed({...good, ...change})).toEqual([want]));

test('memory is compared by its medians, so that one collection more or less does not count', () =>
  expect(trend(good.samples, 'a')).toEqual({early: 120, late: 121}));

test('the share of a CPU is what was used between the samples', () =>
  expect(cpuShare(good.samples, 'a')).toBeCloseTo(0.2));

test('a process whose name holds spaces and parentheses is read all the same', () =>
  expect(
    usageIn('Name:\tnode\nVmRSS:\t  102400 kB\n', '42 (node (x) y) S 1 1 1 0 -1 4194560 1 0 0 0 250 50 0 0 20 0'),
  ).toEqual({memoryMiB: 100, cpuSeconds: 3}));

test('a loss at one client is not made up for by a double at another', () => {
  const tally = new Tally();
  for (const client of [1, 1, 2, 2]) {
    tally.sent();
    tally.answered(client);
  }
  expect(
    tally.compared(
      new Map([
        [1, 1],
        [2, 3],
      ]),
    ),
  ).toEqual({lost: 1, doubled: 1, unanswered: 0});
});
