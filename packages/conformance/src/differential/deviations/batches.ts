import * as controls from '../controls.ts';
import {app, onlyTimesDiffer} from '../how-they-differ.ts';
import type {Deviation} from './deviation.ts';

/** Windows that let go a batch at a time: what a reset, a search or a jump of the clock does to them. */
export const batches: readonly Deviation[] = [
  {
    reason: 'a batch window in a join that is never cleared, or never found',
    without: controls.withoutBatches,
    holds: (of) =>
      app(/(lengthBatch|timeBatch|batch)\([^;]* join | join [^;]*(lengthBatch|timeBatch|batch)\(/)(of) ||
      app(/define window \w+ \([^)]*\) (lengthBatch|timeBatch|batch)\(/, / join [WV][ ,]|from [WV] [^;]* join /)(of),
  },
  {
    reason: 'expired events of a searched batch keep their timestamps',
    without: controls.withoutBatches,
    holds: (of) => app(/(lengthBatch|timeBatch|batch|expressionBatch)\(/)(of) && onlyTimesDiffer(of.difference),
  },
  {
    reason: 'a search disturbs expressionBatch',
    without: controls.withoutBatches,
    holds: app(
      /expressionBatch\([^;]* join | join [^;]*expressionBatch\(|define window [^;]*expressionBatch\(.*( join |; from W)/,
    ),
  },
  {
    reason: 'an aggregator behind an and of an expressionBatch is not reset',
    without: controls.withoutBatches,
    holds: app(/expressionBatch\('[^']* and /),
  },
  {
    reason: 'batch() in a partition is never reset',
    without: controls.withoutBatches,
    holds: app(/partition with.*#window\.batch\(/),
  },
  {
    reason: 'a filter behind a batch window stops the reset when the event that carries it does not pass',
    without: controls.withoutFiltersBehind,
    holds: app(/[bB]atch\([^)]*\)\[/),
  },
  {
    reason: 'a batch that ends in a jump of the clock, behind another one',
    without: controls.withoutTimeBatches,
    holds: (of) =>
      app(/@app:playback/, /timeBatch\(.*(timeBatch|time|session)\(|(time|session|delay)\(.*timeBatch\(/)(of),
  },
];
