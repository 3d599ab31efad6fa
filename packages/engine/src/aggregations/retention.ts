import {type AggregationDefinition, type Annotation, type Duration, SiddhiAppError} from '@tandem/siddhiql';
import {annotationOf, duration as milliseconds, elementOf} from '../plan/annotations.ts';
import {durationOf} from './durations.ts';

/** How long buckets are kept after their start (ms, Infinity: for ever), and how often old ones are looked for. */
export type Retention = {interval: number; keep: ReadonlyMap<Duration, number>};

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const MONTH = 30 * DAY;

const defaults: Readonly<Record<Duration, number>> = {
  seconds: 2 * MINUTE,
  minutes: DAY,
  hours: 30 * DAY,
  days: 365 * DAY,
  months: Infinity,
  years: Infinity,
};
const least: Readonly<Record<Duration, {ms: number; text: string}>> = {
  seconds: {ms: 2 * MINUTE, text: '120 sec'},
  minutes: {ms: 2 * HOUR, text: '120 min'},
  hours: {ms: 25 * HOUR, text: '25 hours'},
  days: {ms: 32 * DAY, text: '32 days'},
  months: {ms: 13 * MONTH, text: '13 months'},
  years: {ms: 0, text: '0 years'},
};

/**
 * `@purge(enable='true', interval='15 min', @retentionPeriod(sec='120 sec', min='all', ...))`. Purging is on
 * unless it is switched off (null). Throws SiddhiAppError.
 */
export function retentionOf({annotations, every}: AggregationDefinition): Retention | null {
  const keep = new Map(every.map((d) => [d, defaults[d]]));
  const purge = annotationOf(annotations, 'purge');
  if (!purge) return {interval: 15 * MINUTE, keep};
  if (!enabled(purge)) return null;
  const interval = elementOf(purge, 'interval');
  const period = annotationOf(purge.annotations, 'retentionPeriod');
  for (const element of period?.elements ?? []) {
    const kept = durationOf(element.key ?? '');
    if (!kept || !keep.has(kept)) {
      throw new SiddhiAppError(
        'creation',
        `'${element.key ?? element.value}' is no duration of this aggregation, expected ${every.join(', ')}`,
        element.at,
      );
    }
    const ms = element.value.trim().toLowerCase() === 'all' ? Infinity : milliseconds(element);
    if (ms < least[kept].ms) {
      throw new SiddhiAppError(
        'creation',
        `${kept} must be kept for ${least[kept].text} at least, but '${element.value}' is less`,
        element.at,
      );
    }
    keep.set(kept, ms);
  }
  const every15 = interval ? milliseconds(interval) : 15 * MINUTE;
  if (interval && every15 <= 0)
    throw new SiddhiAppError(
      'creation',
      `the interval of @purge must be above 0, but is '${interval.value}'`,
      interval.at,
    );
  return {interval: every15, keep};
}

function enabled(purge: Annotation): boolean {
  const element = elementOf(purge, 'enable');
  switch (element?.value.trim().toLowerCase()) {
    case undefined:
    case 'true':
      return true;
    case 'false':
      return false;
    default:
      throw new SiddhiAppError(
        'creation',
        `'enable' of @purge is 'true' or 'false', but found '${element!.value}'`,
        element!.at,
      );
  }
}
