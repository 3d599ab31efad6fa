import * as controls from '../controls.ts';
import {app, restored} from '../how-they-differ.ts';
import type {Deviation} from './deviation.ts';

/** Going back to a snapshot, while the app runs or in a fresh one. */
export const restores: readonly Deviation[] = [
  {
    reason: 'going back in a running app keeps the keys that the snapshot lacks',
    without: controls.withoutGoingBack,
    holds: (of) => app(/partition with/)(of) && restored(of, false),
  },
  {
    reason: 'a snapshot of the reference engine lacks state',
    without: controls.withoutGoingBack,
    holds: (of) => app(/(timeLength|requent|timeBatch|stdDev|window\.expression)\(/i)(of) && restored(of),
  },
  {
    reason: 'going back loses what an aggregation under playback has closed, or closes it twice',
    without: controls.withoutGoingBack,
    holds: (of) => app(/@app:playback.*define aggregation/)(of) && restored(of),
  },
];
