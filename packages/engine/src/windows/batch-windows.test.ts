import {expect, test} from 'vitest';
import {run, turns} from './testing.ts';

type Case = {name: string; window: string; turns: string; want: string; stamps?: boolean; expiredWanted?: boolean};
const check = ({window, turns: text, want, stamps = false, expiredWanted = true}: Case): void =>
  expect(run(turns(text), {window, stamps, expiredWanted})).toBe(want);

test.each<Case>([
  {
    name: 'the n-th event ends the batch: expired, reset, current',
    window: 'lengthBatch(2)',
    turns: '1:a 2:b 3:c 4:d',
    want: ' / ! +a@1 +b@2 /  / -a@4 -b@4 ! +c@3 +d@4',
    stamps: true,
  },
  {
    name: 'expired events come only where wanted',
    window: 'lengthBatch(1)',
    turns: '1:a 2:b',
    want: '! +a / ! +b',
    expiredWanted: false,
  },
  {
    name: 'each batch of a chunk is a chunk',
    window: 'lengthBatch(2)',
    turns: '1:a,b,c,d,e',
    want: '! +a +b | -a -b ! +c +d',
  },
  {
    name: 'as a stream the next event ends the batch',
    window: 'lengthBatch(2, true)',
    turns: '1:a 2:b 3:c 4:d,e',
    want: '+a / +b / -a -b ! +c / +d | -c -d ! +e',
  },
  {name: 'of length 0 each event is a batch', window: 'lengthBatch(0)', turns: '1:a,b', want: '+a -a ! | +b -b !'},
])('lengthBatch: $name', check);

test.each<Case>([
  {
    name: 'the first event sets the phase, which stays while nothing comes',
    window: 'timeBatch(1 sec)',
    turns: '1000:a 1500:b 2000: 5500:c 6000:',
    want: ' /  / ! +a@1000 +b@1500 / -a@3000 -b@3000 / ! +c@5500',
    stamps: true,
  },
  {
    name: 'an end without events expires the batch before, once',
    window: 'timeBatch(1 sec)',
    turns: '0:a 9000:',
    want: ' / ! +a | -a',
  },
  {
    name: 'an end without events says nothing where expired events are not wanted',
    window: 'timeBatch(1 sec)',
    turns: '0:a 9000:',
    want: ' / ! +a',
    expiredWanted: false,
  },
  {
    name: 'a start time aligns the ends',
    window: 'timeBatch(1 sec, 300)',
    turns: '1000:a 1300: 2299: 2300:',
    want: ' / ! +a@1000 /  / -a@2300',
    stamps: true,
  },
  {
    name: 'a start in the future makes the first batch longer',
    window: 'timeBatch(1 sec, 5300)',
    turns: '1000:a 2299: 2300:',
    want: ' /  / ! +a',
  },
  {
    name: 'as a stream events pass at once and expire at the end of their batch',
    window: 'timeBatch(1 sec, true)',
    turns: '0:a 500:b 1000:c 3000:',
    want: '+a / +b / -a -b ! | +c / -c !',
  },
])('timeBatch: $name', check);

test.each<Case>([
  {
    name: 'an event at the end ends the batch and opens the next',
    window: 'externalTimeBatch(x, 1 sec)',
    turns: '1:a=1000 2:b=1999 3:c=2000 4:d=4100',
    want: ' /  / ! +a@1 +b@2 / -a@4100 -b@4100 ! +c@3',
    stamps: true,
  },
  {
    name: 'older events join the running batch',
    window: 'externalTimeBatch(x, 500, 0)',
    turns: '1:a=1000 2:b=1500 3:c=1300 4:d=2100',
    want: ' / ! +a /  / -a ! +b +c',
  },
  {
    name: 'a constant start aligns the ends',
    window: 'externalTimeBatch(x, 1 sec, 300)',
    turns: '1:a=1000 2:b=1299 3:c=1300',
    want: ' /  / ! +a +b',
  },
  {
    name: 'an attribute start is that of the first event',
    window: 'externalTimeBatch(x, 1 sec, x)',
    turns: '1:a=1000 2:b=1999 3:c=2000',
    want: ' /  / ! +a +b',
  },
  {
    name: 'after a timeout the batch is said, and said again when more came',
    window: 'externalTimeBatch(x, 1 sec, 0, 100)',
    turns: '0:a=1000 100: 150:b=1100 200: 400: 450:c=2000 550:',
    want: ' / ! +a /  / -a ! +a +b /  /  / -a -b ! +c',
  },
])('externalTimeBatch: $name', check);

test('externalTimeBatch: with replace the held events carry the end of their batch', () => {
  const attributes = [
    {name: 'x', type: 'long'},
    {name: 'k', type: 'string'},
  ] as const;
  const rows = [
    [1000, 'a'],
    [1500, 'b'],
    [2000, 'c'],
  ].map((row, i) => ({at: i, rows: [row]}));
  expect(run(rows, {window: 'externalTimeBatch(x, 1 sec, 0, 0, true)', attributes})).toBe(' /  / ! +2000 +2000');
});

test.each<Case>([
  {name: 'what came together is a batch', window: 'batch()', turns: '1:a,b 2:c', want: '! +a +b / -a -b ! +c'},
  {
    name: 'with n it is cut, and the first piece takes all that expires',
    window: 'batch(2)',
    turns: '1:a,b,c 2:d,e,f',
    want: '! +a +b | ! +c / -a -b -c ! +d +e | ! +f',
  },
])('batch: $name', check);

test.each<Case>([
  {
    name: 'a time with events says the batch before and the batch, without a reset',
    window: `cron('*/5 * * * * ?')`,
    turns: '1000:a 2000:b 5000: 10000: 11000:c 15000:',
    want: ' /  / +a@1000 +b@2000 /  /  / -a@15000 -b@15000 +c@11000',
    stamps: true,
  },
])('cron: $name', check);

test.each<Case>([
  {
    name: 'the event that breaks the condition opens the next batch',
    window: `expressionBatch('count() <= 2')`,
    turns: '1:a 2:b 3:c 4:d 5:e',
    want: ' /  / +a@3 +b@3 /  / -a@5 -b@5 +c@5 +d@5',
    stamps: true,
  },
  {
    name: 'or is the last of its batch; aggregates count it for the next all the same',
    window: `expressionBatch('count() < 3', true)`,
    turns: '1:a 2:b 3:c 4:d 5:e',
    want: ' /  / +a +b +c /  / -a -b -c +d +e',
  },
  {
    name: 'alone it expires as it comes',
    window: `expressionBatch('sum(v) < 5')`,
    turns: '1:a=9 2:b=1',
    want: '-a +a / -b +b',
  },
  {
    name: 'as a stream the batch expires before the event that opens the next',
    window: `expressionBatch('count() <= 2', false, true)`,
    turns: '1:a 2:b 3:c',
    want: '+a / +b / -a -b +c',
  },
  {
    name: 'as a stream with the event in it, the batch expires after it',
    window: `expressionBatch('count() < 3', true, true)`,
    turns: '1:a 2:b 3:c',
    want: '+a / +b / +c -a -b -c',
  },
  {
    name: 'whether the event belongs to its batch may depend on it',
    window: `expressionBatch('count() <= 1', v > 1)`,
    turns: '1:a=1 2:b=2 3:c=1 4:d=1',
    want: ' / +a +b / -a -b -c +c / -d +d',
  },
])('expressionBatch: $name', check);

test('expressionBatch: as a stream an event that is a batch alone is stamped with the clock', () => {
  const late = [{at: 9, rows: [['a', 1, 1]], stamps: [5]}];
  const window = `expressionBatch('count() < 1', true, true)`;
  expect(run(late, {window, stamps: true})).toBe('-a@9 +a@9');
});
