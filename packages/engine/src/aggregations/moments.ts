import type {Duration} from '@tandem/siddhiql';
import {type CivilTime, civilTime, millisOf} from '../windows/civil-time.ts';
import {bucketAt, type TimeSpan} from './durations.ts';

const MINUTE = 60_000;
const MOMENT = /^(\d{4})-(\d\d)-(\d\d) (\d\d):(\d\d):(\d\d)(?: ([+-])(\d\d):(\d\d))?$/;

export const MOMENT_FORM = "'yyyy-MM-dd HH:mm:ss', with an offset as '+05:30' after it where it is not GMT";
export const WILDCARD_FORM =
  "'yyyy-MM-dd HH:mm:ss' in which parts from the right on may be '**', as in '2020-06-** **:**:**', with an offset as '+05:30' after it where it is not GMT";

/** Ms since 1970 of `2020-06-01 12:30:00` (GMT) or `2020-06-01 18:00:00 +05:30`; undefined for any other text. */
export function momentOf(text: string): number | undefined {
  const parts = MOMENT.exec(text.trim());
  if (!parts) return undefined;
  const [year, month, day, hour, minute, second] = parts.slice(1, 7).map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const civil: CivilTime = {year, month, day, hour, minute, second};
  const ms = millisOf(civil);
  // What is no date or time of day (February 30th, 25 o'clock) comes back as another one.
  if (!same(civilTime(ms), civil)) return undefined;
  return ms - offsetOf(parts);
}

/** Minutes east of GMT, in ms. */
function offsetOf([, , , , , , , sign, hours, minutes]: RegExpExecArray): number {
  const offset = (Number(hours ?? 0) * 60 + Number(minutes ?? 0)) * MINUTE;
  return sign === '-' ? -offset : offset;
}

const same = (a: CivilTime, b: CivilTime): boolean =>
  a.year === b.year &&
  a.month === b.month &&
  a.day === b.day &&
  a.hour === b.hour &&
  a.minute === b.minute &&
  a.second === b.second;

/** What a text with so many wildcards names, and what stands in their place at its start. */
const units: readonly {duration: Duration; wildcards: RegExp; start: string}[] = [
  {duration: 'seconds', wildcards: /$/, start: ''},
  {duration: 'minutes', wildcards: /:\*\*$/, start: ':00'},
  {duration: 'hours', wildcards: /:\*\*:\*\*$/, start: ':00:00'},
  {duration: 'days', wildcards: / \*\*:\*\*:\*\*$/, start: ' 00:00:00'},
  {duration: 'months', wildcards: /-\*\* \*\*:\*\*:\*\*$/, start: '-01 00:00:00'},
  {duration: 'years', wildcards: /-\*\*-\*\* \*\*:\*\*:\*\*$/, start: '-01-01 00:00:00'},
];

/** The span of `2020-06-01 **:**:**` (that day), `2020-**-** **:**:** -03:00` (that year there); undefined for any other text. */
export function wildcardSpan(text: string): TimeSpan | undefined {
  const [, local, zone] = /^(.*?)( [+-]\d\d:\d\d)?$/.exec(text.trim()) ?? [];
  if (local === undefined) return undefined;
  const unit = units.findLast(({wildcards}) => wildcards.test(local));
  if (!unit) return undefined;
  const first = local.replace(unit.wildcards, unit.start);
  const start = momentOf(first);
  const zoned = momentOf(first + (zone ?? ''));
  if (start === undefined || zoned === undefined) return undefined;
  const {end} = bucketAt(unit.duration, start);
  return {start: zoned, end: zoned + (end - start)};
}
