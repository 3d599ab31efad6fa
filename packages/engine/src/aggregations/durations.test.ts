import * as fc from 'fast-check';
import {expect, test} from 'vitest';
import {bucketAt, durationOf} from './durations.ts';
import {momentOf} from './moments.ts';

const at = (text: string): number => momentOf(text) ?? NaN;

test.each([
  {
    duration: 'seconds',
    time: at('2020-02-29 23:59:59') + 999,
    start: '2020-02-29 23:59:59',
    end: '2020-03-01 00:00:00',
  },
  {duration: 'minutes', time: at('2020-02-29 23:59:59'), start: '2020-02-29 23:59:00', end: '2020-03-01 00:00:00'},
  {duration: 'hours', time: at('2020-02-29 23:59:59'), start: '2020-02-29 23:00:00', end: '2020-03-01 00:00:00'},
  {duration: 'days', time: at('2020-02-29 23:59:59'), start: '2020-02-29 00:00:00', end: '2020-03-01 00:00:00'},
  {duration: 'months', time: at('2020-02-29 23:59:59'), start: '2020-02-01 00:00:00', end: '2020-03-01 00:00:00'},
  {duration: 'months', time: at('2020-12-31 23:59:59'), start: '2020-12-01 00:00:00', end: '2021-01-01 00:00:00'},
  {duration: 'years', time: at('2020-12-31 23:59:59'), start: '2020-01-01 00:00:00', end: '2021-01-01 00:00:00'},
  {duration: 'days', time: -1, start: '1969-12-31 00:00:00', end: '1970-01-01 00:00:00'},
  {duration: 'years', time: at('1900-03-01 00:00:00'), start: '1900-01-01 00:00:00', end: '1901-01-01 00:00:00'},
] as const)('the bucket of $duration at $time begins $start', ({duration, time, start, end}) =>
  expect(bucketAt(duration, time)).toEqual({start: at(start), end: at(end)}),
);

const times = fc.integer({min: -6e13, max: 2.5e14});
const durations = fc.constantFrom('seconds', 'minutes', 'hours', 'days', 'months', 'years');

test('buckets hold their moment, begin at their start and meet without a gap', () =>
  fc.assert(
    fc.property(durations, times, (duration, time) => {
      const {start, end} = bucketAt(duration, time);
      expect(start <= time && time < end).toBe(true);
      expect(bucketAt(duration, start)).toEqual({start, end});
      expect(bucketAt(duration, end - 1)).toEqual({start, end});
      expect(bucketAt(duration, end).start).toBe(end);
    }),
  ));
test('months and years agree with the calendar of the platform', () =>
  fc.assert(
    fc.property(times, (time) => {
      const date = new Date(time);
      expect(bucketAt('months', time).start).toBe(Date.parse(date.toISOString().replace(/-\d\dT.*/, '-01T00:00:00Z')));
      expect(bucketAt('years', time).start).toBe(
        Date.parse(date.toISOString().replace(/-\d\d-\d\dT.*/, '-01-01T00:00:00Z')),
      );
    }),
  ));

test.each([
  {word: 'sec', means: 'seconds'},
  {word: 'SECOND', means: 'seconds'},
  {word: 'Minutes', means: 'minutes'},
  {word: 'h', means: 'hours'},
  {word: 'days', means: 'days'},
  {word: 'month', means: 'months'},
  {word: 'YEARS', means: 'years'},
  {word: 'weeks', means: undefined},
  {word: ' sec', means: undefined},
])("'$word' means $means", ({word, means}) => expect(durationOf(word)).toBe(means));
