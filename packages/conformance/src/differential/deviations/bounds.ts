import * as controls from '../controls.ts';
import {app, batchAt, doubled, more, onlyKindsDiffer} from '../how-they-differ.ts';
import type {Deviation} from './deviation.ts';

/** `within` of a pattern: what it ends, what it doubles, what comes too late for it. */
export const bounds: readonly Deviation[] = [
  {reason: 'within doubles the rows of every', without: controls.withoutBounds, holds: doubled(/every[^;]* within /)},
  {reason: 'within behind a later every', without: controls.withoutBounds, holds: app(/-> every [^;]* within /)},
  {
    reason: 'within behind an absent start',
    without: controls.withoutBounds,
    holds: app(/from (every )?\(?not [^;]* within /),
  },
  {
    reason: 'a match is lost when its batch goes on beyond within',
    without: controls.withoutBounds,
    holds: (of) =>
      app(/@app:playback/, / within /)(of) && batchAt(of) && of.difference.expected.length < of.difference.got.length,
  },
  {
    reason: 'within behind an empty start never runs out',
    without: controls.withoutBounds,
    holds: (of) =>
      app(/(every \(?|from )[ef]\d=[#!]?\w+(\[[^\]]*\])?(<0?:|\*|\?)[^;]* within /)(of) && more(of.difference),
  },
  {
    reason: 'a match whose batch goes on beyond within is an expired event',
    holds: (of) => app(/@app:playback/, / within /)(of) && batchAt(of) && onlyKindsDiffer(of.difference),
  },
];
