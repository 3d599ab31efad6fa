import * as controls from '../controls.ts';
import {app, onlyValuesDiffer, sent} from '../how-they-differ.ts';
import type {Deviation} from './deviation.ts';

/** Buckets of `define aggregation`. */
export const aggregations: readonly Deviation[] = [
  {
    reason: "null and 'null' are one key of an aggregation, shown as the one or the other",
    without: controls.withoutNullTexts,
    holds: (of) => app(/define aggregation[^;]* group by /)(of) && /null.*"null"|"null".*null/.test(sent(of)),
  },
  {
    reason: 'avg of int and long in an aggregation is an integer division',
    holds: (of) =>
      app(/define aggregation[^;]* avg\(/)(of) &&
      onlyValuesDiffer(of.difference, (theirs, ours) => Math.trunc(Number(ours)) === Number(theirs), true),
  },
  {
    reason: 'the last value of an attribute in an aggregation, of events out of order',
    without: controls.withoutLasts,
    holds: app(/define aggregation[^;]*[ ,]\w+ as s\d/),
  },
];
