import * as fc from 'fast-check';
import {expect, test} from 'vitest';
import {civilTime, millisOf} from './civil-time.ts';
import {parseCron} from './cron.ts';

const at = (iso: string): number => {
  const [date = '', clock = ''] = iso.split(' ');
  const [year = 0, month = 0, day = 0] = date.split('-').map(Number);
  const [hour = 0, minute = 0, second = 0] = clock.split(':').map(Number);
  return millisOf({year, month, day, hour, minute, second});
};
const two = (n: number): string => String(n).padStart(2, '0');
const say = (ms: number | undefined): string => {
  if (ms === undefined) return 'never';
  const {year, month, day, hour, minute, second} = civilTime(ms);
  return `${year}-${two(month)}-${two(day)} ${two(hour)}:${two(minute)}:${two(second)}`;
};

test.each([
  ['* * * * * ?', '2024-01-01 00:00:00', '2024-01-01 00:00:01'],
  ['*/5 * * * * ?', '2024-01-01 00:00:04', '2024-01-01 00:00:05'],
  ['*/5 * * * * ?', '2024-01-01 00:00:55', '2024-01-01 00:01:00'],
  ['0 0/15 * * * ?', '2024-01-01 00:15:00', '2024-01-01 00:30:00'],
  ['30 10-20/5 8,18 * * ?', '2024-01-01 08:20:30', '2024-01-01 18:10:30'],
  ['0 0 12 ? * MON-FRI', '2024-03-01 12:00:00', '2024-03-04 12:00:00'],
  ['0 0 0 ? * fri-mon', '2024-03-05 00:00:00', '2024-03-08 00:00:00'],
  ['0 0 0 L * ?', '2024-02-01 00:00:00', '2024-02-29 00:00:00'],
  ['0 0 0 L-2 * ?', '2023-02-01 00:00:00', '2023-02-26 00:00:00'],
  ['0 0 0 LW * ?', '2024-03-01 00:00:00', '2024-03-29 00:00:00'],
  ['0 0 0 15W * ?', '2024-06-01 00:00:00', '2024-06-14 00:00:00'],
  ['0 0 0 1W * ?', '2024-06-01 00:00:00', '2024-06-03 00:00:00'],
  ['0 0 0 ? * 6L', '2024-05-01 00:00:00', '2024-05-31 00:00:00'],
  ['0 0 0 ? * FRI#3', '2024-05-01 00:00:00', '2024-05-17 00:00:00'],
  ['0 0 0 ? * L', '2024-05-01 00:00:00', '2024-05-04 00:00:00'],
  ['0 0 0 ? * 2#5', '2024-05-01 00:00:00', '2024-07-29 00:00:00'],
  ['0 0 0 31 * ?', '2024-04-01 00:00:00', '2024-05-31 00:00:00'],
  ['0 0 0 29 FEB ?', '2024-03-01 00:00:00', '2028-02-29 00:00:00'],
  ['0 0 0 1 JAN ? 2030', '2024-01-01 00:00:00', '2030-01-01 00:00:00'],
  ['0 0 0 1 JAN ? 2020', '2024-01-01 00:00:00', 'never'],
  ['0 0 0 30 FEB ?', '2024-01-01 00:00:00', 'never'],
  ['0 0 22-2 * * ?', '2024-01-01 23:00:00', '2024-01-02 00:00:00'],
])('%s after %s is %s', (text, after, want) => expect(say(parseCron(text).next(at(after)))).toBe(want));

test('the next time lies after the given one, even within its second', () => {
  expect(parseCron('* * * * * ?').next(1500)).toBe(2000);
  expect(parseCron('* * * * * ?').next(2000)).toBe(3000);
});

test.each([
  ['', 'has 0'],
  ['* * * * ?', 'has 5'],
  ['* * * * * *', `must be '?'`],
  ['* * * ? * ?', `must be '?'`],
  ['60 * * * * ?', `'60' is no second of a cron expression, expected numbers from 0 to 59`],
  ['* * 24 * * ?', 'no hour'],
  ['* * * 32 * ?', 'no day of month'],
  ['* * * * FOO ?', 'no month'],
  ['* * * ? * FRI#6', 'no day of week'],
  ['*/0 * * * * ?', 'no second'],
  ['1-2-3 * * * * ?', 'no second'],
])(`'%s' is refused: %s`, (text, reason) => expect(() => parseCron(text)).toThrow(reason));

test('calendar time and milliseconds are each other’s inverse', () =>
  fc.assert(
    fc.property(fc.integer({min: -3_000_000_000, max: 30_000_000_000}), (seconds) => {
      expect(millisOf(civilTime(seconds * 1000))).toBe(seconds * 1000);
    }),
  ));
