import * as controls from '../controls.ts';
import {app, onlyKindsAndOrderDiffer} from '../how-they-differ.ts';
import type {Deviation} from './deviation.ts';

/** `output … every`. */
export const rates: readonly Deviation[] = [
  {
    reason: 'output rates by time follow the wall clock',
    without: controls.withoutRates,
    holds: app(/output ((all|last|snapshot) )?every \d+ (?!events)[a-z]/),
  },
  {reason: 'output first every 1 events', without: controls.withoutRates, holds: app(/output first every 1 events/)},
  {
    reason: 'output first counts hidden resets',
    without: controls.withoutRates,
    holds: app(/([bB]atch\(|length\(| join ).*output first every/),
  },
  {
    reason: 'a match that an output rate holds beyond within is an expired event',
    without: controls.withoutRates,
    holds: (of) => app(/@app:playback/, / within [^;]* output /)(of) && onlyKindsAndOrderDiffer(of.difference),
  },
];
