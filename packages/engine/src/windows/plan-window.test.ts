import {expect, test} from 'vitest';
import {planOf} from './testing.ts';

test.each([
  ['nope(2)', `there is no window 'nope'`],
  ['Length(2)', `there is no window 'Length': did you mean 'length'?`],
  ['length()', `window 'length' is written length(<int>), but 0 arguments were given`],
  ['length(2, 3)', 'but 2 arguments were given'],
  [`length('2')`, `the length of window 'length' must be an int constant, but this is the string constant "2"`],
  ['length(2.5)', 'but this is the double constant 2.5'],
  ['length(5L)', 'but this is the long constant 5'],
  ['length(v)', `but this is the int attribute 'v'`],
  ['length(0 - 1)', 'but this is an expression of type int'],
  ['length(-1)', 'must not be negative'],
  ['time(x)', 'must be an int, long or time constant'],
  ['timeBatch(0)', 'must be at least 1 ms'],
  [`timeBatch(1 sec, 'x')`, 'the start time'],
  ['timeLength(1 sec)', 'timeLength(<time>, <int>)'],
  ['externalTime(5L, 1 sec)', `must be an attribute of type long, but this is the long constant 5`],
  ['externalTime(v, 1 sec)', `but this is the int attribute 'v'`],
  ['externalTime(y, 1 sec)', `there is no attribute 'y' in 'S'`],
  ['sort(2)', 'but 1 argument'],
  [`sort(2, v, 'up')`, `must be 'asc' or 'desc', but this is 'up'`],
  [`sort(2, 'asc', v)`, 'what to sort by'],
  ['session(1 sec, v)', 'must be an attribute of type string'],
  ['session(1 sec, k, 2 sec)', 'must not exceed its gap of 1000 ms'],
  ['lossyFrequent(1)', 'must be a double constant'],
  ['lossyFrequent(1.5, 0.1)', 'must lie between 0 and 1'],
  ['expression()', 'but 0 arguments'],
  [`expression('sum(v) <')`, `in the window's expression 'sum(v) <'`],
  [`expression('sum(v)')`, 'must be of type bool, but this is long'],
  [`expression('nope > 1')`, `there is no attribute 'nope'`],
  [`expression('first.nope > 1')`, `there is no attribute 'nope' in 'first'`],
  [`expressionBatch('v > 1', 5)`, 'include.triggering.event'],
  [`cron('* * * * ?')`, 'has 6 or 7 fields'],
])('%s is refused: %s', (window, reason) => expect(() => planOf(window)).toThrow(reason));

test.each([
  ['length(2)', false, true],
  ['timeBatch(1 sec)', true, true],
  [`cron('* * * * * ?')`, true, false],
])('%s: batch %s, findable %s', (window, batch, findable) => expect(planOf(window)).toMatchObject({batch, findable}));
