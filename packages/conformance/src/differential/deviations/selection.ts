import * as controls from '../controls.ts';
import {app, fewer} from '../how-they-differ.ts';
import type {Deviation} from './deviation.ts';

/** What a `select` counts, keeps, orders and limits. */
export const selection: readonly Deviation[] = [
  {
    reason: 'distinctCount takes away what it never counted',
    without: controls.withoutDistinct,
    // An event may leave with another timestamp than it came with.
    holds: app(/ join [^;]*distinctCount\(|distinctCount\([^;]*eventTimestamp\(\)/),
  },
  {
    reason: 'a join loses what follows a row that having or limit takes out',
    without: controls.withoutHaving,
    // Behind an output rate others come out in the place of what is lost.
    holds: (of) =>
      app(/ join [^;]*(limit|having) /)(of) &&
      (fewer(of.difference) || (app(/ join [^;]*(limit|having) [^;]*output /)(of) && of.difference.what === 'outputs')),
  },
  {
    reason: 'sums of longs above 2^53 are inexact when values leave',
    holds: (of) => app(/sum\(/)(of) && /\d{16}/.test(of.case.app + JSON.stringify(of.case.steps)),
  },
  {reason: 'stdDev of fewer than no events', without: controls.withoutDeviation, holds: app(/expression[^;]*stdDev\(/)},
  {
    reason: 'maximum and minimum start from a wrong value',
    without: controls.withoutExtremes,
    holds: app(/(maximum|minimum)\(/),
  },
  {
    reason: 'limit never removes expired events',
    without: controls.withoutLimits,
    holds: (of) => app(/limit \d.*insert (all|expired) events/)(of) && !fewer(of.difference),
  },
  {
    reason: 'objects are ordered by their hash codes',
    without: controls.withoutOrder,
    holds: (of) => app(/\w object\b/, / order by /)(of) && of.difference.expected.length === of.difference.got.length,
  },
];
