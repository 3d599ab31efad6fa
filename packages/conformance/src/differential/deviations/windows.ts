import * as controls from '../controls.ts';
import {app, fewer, late} from '../how-they-differ.ts';
import type {Deviation} from './deviation.ts';

/** Windows that let go one by one, sessions, and what the keys of a partition share. */
export const windows: readonly Deviation[] = [
  {
    reason: 'min, max and unionSet over a named window forget what is left when one of it leaves',
    without: controls.withoutForgetting,
    holds: app(/define window/, /from W[^;]*\b(min|max|unionSet)\(/),
  },
  {
    reason: 'sessions that end at the same time, in the order of a hash map',
    without: controls.withoutSessions,
    holds: (of) => app(/session\(/)(of) && of.difference.expected.length === of.difference.got.length,
  },
  {
    reason: 'a sort window fails on null',
    without: controls.withoutSorting,
    holds: (of) => app(/sort\(/)(of) && fewer(of.difference),
  },
  {
    reason: "null and 'null' are one key of frequent and lossyFrequent",
    holds: (of) => app(/requent\(/)(of) && /null.*"null"|"null".*null/.test(JSON.stringify(of.case.steps)),
  },
  {
    reason: 'a late event in a time window leaves only with the next arrival',
    holds: (of) => app(/(time|timeLength)\(/)(of) && late(of.case),
  },
  {
    reason: 'state shared by the keys of a partition',
    without: controls.withoutWindows,
    holds: app(/partition with.*#window\.(expression|expressionBatch|timeBatch|externalTimeBatch)\(/),
  },
  {
    reason: 'equal due times of several keys',
    without: controls.withoutWindows,
    holds: app(/@app:playback/, /partition with.*(#window\.(time|timeLength|session|delay)\(| for )/),
  },
  {reason: 'order by over the resets of length(0)', holds: app(/length\(0\)[^;]*order by/)},
  {
    reason: 'a session that ends in a jump of the clock, behind a time window',
    without: controls.withoutSessions,
    holds: app(/@app:playback/, /\b(time|timeLength|delay)\(.*session\(/),
  },
  {
    reason: 'a late event moves the end of its session back',
    without: controls.withoutSessions,
    holds: (of) => app(/session\(/)(of) && late(of.case),
  },
];
