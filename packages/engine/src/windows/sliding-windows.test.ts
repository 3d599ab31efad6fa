import {expect, test} from 'vitest';
import {run, turns} from './testing.ts';

type Case = {name: string; window: string; turns: string; want: string; stamps?: boolean; expiredWanted?: boolean};
const check = ({window, turns: text, want, stamps = false, expiredWanted = true}: Case): void =>
  expect(run(turns(text), {window, stamps, expiredWanted})).toBe(want);

test.each<Case>([
  {name: 'below n nothing expires', window: 'length(3)', turns: '1:a 2:b', want: '+a / +b'},
  {
    name: 'when full the oldest expires first, stamped with the clock',
    window: 'length(2)',
    turns: '1:a 2:b 5:c',
    want: '+a@1 / +b@2 / -a@5 +c@5',
    stamps: true,
  },
  {
    name: 'in a chunk each expires before what pushes it out',
    window: 'length(2)',
    turns: '1:a,b,c,d',
    want: '+a +b -a +c -b +d',
  },
  {
    name: 'of length 0 each event leaves at once, and aggregates start anew',
    window: 'length(0)',
    turns: '1:a 2:b,c',
    want: '+a -a ! / +b -b ! +c -c !',
  },
])('length: $name', check);

test.each<Case>([
  {
    name: 'an event leaves when the clock reaches its timestamp + t',
    window: 'time(1 sec)',
    turns: '1000:a 1999: 2000:b',
    want: '+a@1000 /  / -a@2000 | +b@2000',
    stamps: true,
  },
  {
    name: 'each leaves at its own time when the clock goes on',
    window: 'time(1000)',
    turns: '1000:a 1500:b 4000:',
    want: '+a@1000 / +b@1500 / -a@2000 | -b@2500',
    stamps: true,
  },
  {
    name: 'events of one time leave together',
    window: 'time(1 sec)',
    turns: '1000:a,b 3000:c',
    want: '+a +b / -a -b | +c',
  },
  {
    name: 'of no length holds until the clock moves on',
    window: 'time(0)',
    turns: '1000:a 1001:',
    want: '+a@1000 / -a@1000',
    stamps: true,
  },
])('time: $name', check);

test('time: an event with an older timestamp waits for the one before it', () => {
  const late = [{at: 1000, rows: [['a'], ['b']], stamps: [1000, 400]}, {at: 1500, rows: [['c']]}, {at: 2000}];
  expect(run(late, {window: 'time(1 sec)'})).toBe('+a +b / +c / -a -b');
});

test.each<Case>([
  {
    name: 'the length pushes out what time has not yet',
    window: 'timeLength(1 sec, 2)',
    turns: '1000:a 1100:b 1200:c 2150:',
    want: '+a / +b / -a +c / -b',
  },
  {name: 'of length 0 nothing is held', window: 'timeLength(1 sec, 0)', turns: '1000:a 3000:', want: '+a / '},
])('timeLength: $name', check);

test.each<Case>([
  {
    name: 'an arrival lets the older ones leave, stamped with its time',
    window: 'externalTime(x, 1 sec)',
    turns: '1:a=1000 2:b=1999 3:c=2000 4:d=5000',
    want: '+a@1 / +b@2 / -a@2000 +c@3 / -b@5000 -c@5000 +d@4',
    stamps: true,
  },
  {name: 'nothing leaves without an arrival', window: 'externalTime(x, 1 sec)', turns: '1:a=1000 9000:', want: '+a / '},
  {
    name: 'what is not due holds back what lies behind it',
    window: 'externalTime(x, 1 sec)',
    turns: '1:a=2000 2:b=100 3:c=2500 4:d=3000',
    want: '+a / +b / +c / -a -b +d',
  },
])('externalTime: $name', check);

test('externalTime: an event without its time is an error', () => {
  expect(() => run(turns('1:a'), {window: 'externalTime(x, 1 sec)'})).toThrow(/timestamp attribute .* is null/);
});

test.each<Case>([
  {
    name: 'passes currents only, at the release, stamped with the clock',
    window: 'delay(1 sec)',
    turns: '1000:a 1500:b 2600:',
    want: ' /  / +a@2000 | +b@2500',
    stamps: true,
  },
  {name: 'a chunk comes out as a chunk', window: 'delay(1 sec)', turns: '1000:a,b 2000:', want: ' / +a +b'},
])('delay: $name', check);

test.each<Case>([
  {
    name: 'the greatest leaves after the current',
    window: 'sort(2, v)',
    turns: '1:a=5 2:b=1 3:c=3',
    want: '+a / +b / +c -a',
  },
  {
    name: 'the smallest leaves when descending',
    window: `sort(2, v, 'DESC')`,
    turns: '1:a=5 2:b=1 3:c=3',
    want: '+a / +b / +c -b',
  },
  {name: 'the new event may leave at once', window: 'sort(2, v)', turns: '1:a=1 2:b=2 3:c=3', want: '+a / +b / +c -c'},
  {name: 'among equals the newest leaves', window: 'sort(1, v)', turns: '1:a=1 2:b=1', want: '+a / +b -b'},
  {name: 'nulls leave first, whatever the order', window: `sort(1, v, 'desc')`, turns: '1:a 2:b=1', want: '+a / +b -a'},
  {
    name: 'a second attribute settles ties',
    window: `sort(2, v, 'asc', k, 'desc')`,
    turns: '1:a=1 2:b=1 3:c=1',
    want: '+a / +b / +c -a',
  },
  {name: 'of length 0 each leaves as it comes', window: 'sort(0, v)', turns: '1:a=1', want: '+a -a'},
])('sort: $name', check);

test.each<Case>([
  {
    name: 'a key without room lowers all counts, and is passed over where none leaves',
    window: 'frequent(2, k)',
    turns: '1:a 2:b 3:a 4:b 5:c 6:c',
    want: '+a / +b / +a / +b /  / -a -b +c',
  },
  {
    name: 'without attributes the whole event is the key',
    window: 'frequent(1)',
    turns: '1:a=1 2:a=1 3:a=2 4:a=3',
    want: '+a / +a /  / -a +a',
  },
  {name: 'of no events passes nothing', window: 'frequent(0)', turns: '1:a 2:b', want: ' / '},
])('frequent: $name', check);

test.each<Case>([
  {
    name: 'at the end of a bucket weak keys leave, after the current',
    window: 'lossyFrequent(0.9, 0.5, k)',
    turns: '1:a 2:b 3:a 4:a',
    want: '+a / +b -a -b /  / +a',
  },
  {
    name: 'the error bound is a tenth of the support by default',
    window: 'lossyFrequent(0.5)',
    turns: '1:a=1 2:b=1 3:c=1',
    want: '+a / +b / ',
  },
])('lossyFrequent: $name', check);

test.each<Case>([
  {
    name: 'the oldest leave until the condition holds',
    window: `expression('count() <= 2')`,
    turns: '1:a 2:b 3:c,d',
    want: '+a / +b / -a +c -b +d',
  },
  {
    name: 'the new event may leave before it is passed on',
    window: `expression('sum(v) < 5')`,
    turns: '1:a=3 2:b=9 3:c=1',
    want: '+a / -a -b +b / +c',
  },
  {
    name: 'first and last are the oldest and the newest event held',
    window: `expression('last.v - first.v < 4 and eventTimestamp(last) - eventTimestamp(first) < 100')`,
    turns: '1:a=1 2:b=3 3:c=5 200:d=5',
    want: '+a / +b / -a +c / -b -c +d',
  },
])('expression: $name', check);

test('expression: a new text in the attribute is tried on all that is held', () => {
  const attributes = [
    {name: 'k', type: 'string'},
    {name: 'e', type: 'string'},
  ] as const;
  const rows = [
    ['a', 'count() < 9'],
    ['b', 'count() < 9'],
    ['c', 'count() < 9'],
    ['d', 'count() <= 2'],
    ['e', 'count() <= 2'],
  ];
  const sent = rows.map((row, i) => ({at: i, rows: [row]}));
  expect(run(sent, {window: 'expression(e)', attributes})).toBe('+a / +b / +c / -a -b +d / -c +e');
});
