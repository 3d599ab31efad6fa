import * as controls from '../controls.ts';
import {app, fewer, more, onlyBatchesDiffer} from '../how-they-differ.ts';
import {ticked, withoutJumps} from '../without-jumps.ts';
import type {Deviation} from './deviation.ts';

/** Positions of a pattern or sequence: optional, absent, logical. */
export const patterns: readonly Deviation[] = [
  {
    reason: 'an empty start of a pattern stops every',
    without: controls.withoutOptional,
    holds: (of) => app(/(every \(?|from )[ef]\d=[#!]?\w+(\[[^\]]*\])?(<0?:|\*|\?)/)(of) && fewer(of.difference),
  },
  {
    reason: 'a repeated last position of a sequence',
    without: controls.withoutOptional,
    holds: app(/, e\d=[#!]?\w+(\[.*\])?[+*?]( within [^,]*)? select/),
  },
  {
    reason: 'a pattern of only A and B ignores B first',
    holds: app(
      /from (every )?\(?[ef]\d=[#!]?\w+(\[[^\]]*\])? and [ef]\d=[#!]?\w+(\[[^\]]*\])?\)?( within [^,]*)? select/,
    ),
  },
  {
    reason: 'an absent event in a sequence',
    holds: app(/not [A-Z]\w*(\[([^[\]]|\[[^\]]*\])*\])?( for \d| (and|or) [ef]\d=)/, /, [ef]\d=[A-Z]|, not [A-Z]/),
  },
  {
    reason: 'an optional last element: the match comes late or never',
    without: controls.withoutOptional,
    holds: app(/-> e\d=[#!]?\w+(\[.*\])?<0?:\d*>\)?( within [^;>]*)? select/),
  },
  {
    reason: 'a count that takes one more event while the silence behind it is waited for loses its match',
    without: controls.withoutRanges,
    holds: (of) => app(/<\d*:\d*> -> not [A-Z]\w*(\[[^;]*?\])? for /)(of) && !more(of.difference),
  },
  {
    reason: 'the left side of an and or an or behind a silence does not end the count before that',
    without: controls.withoutRanges,
    holds: app(/<\d*:\d*>\)? -> not [^;]* for [^;>]* -> [ef]\d=[#!]?\w+(\[[^;]*?\])? (and|or) [ef]\d=/),
  },
  {
    reason: 'a wait for silence over which the clock jumps starts anew',
    without: withoutJumps,
    holds: (of) => app(/@app:playback/, /not [^;]* for /)(of) && !ticked(of.case.app),
  },
  {reason: 'one stream absent and present in one element', holds: ({case: of}) => absentAndPresent(of.app)},
  {
    reason: 'both sides of an and or an or of one stream match in one call',
    holds: (of) => app(/ (and|or) f\d=/)(of) && onlyBatchesDiffer(of.difference),
  },
  {reason: 'an absent event in an every group stops it', holds: app(/every (\([^;]*-> |\()?not /)},
  {
    reason: 'the last stream of a pattern is also the one that must be silent before it',
    holds: (of) =>
      app(/not (\w+)(\[[^\]]*\])? and [ef]\d=[#!]?\w+(\[[^\]]*\])? -> [ef]\d=\1\b/)(of) && fewer(of.difference),
  },
  {
    reason: 'a repetition in a sequence and what follows it read one stream',
    without: controls.withoutOptional,
    holds: (of) => of.difference.what === 'outputs' && app(/[ef]\d=([#!]?\w+)(\[[^\]]*\])?[+*?], [^;]*[ef]\d=\1\b/)(of),
  },
];

/** `not A and e1=A`: the reference engine serves one side of the element before the other. */
function absentAndPresent(text: string): boolean {
  const found = /not (\w+)(\[[^;]*?\])?( for [^;]*?)? (and|or) \w\d=(\w+)/.exec(text);
  return found !== null && found[1] === found[5];
}
