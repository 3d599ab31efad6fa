import * as controls from '../controls.ts';
import {app, batchAt, fewer, more, onlyValuesDiffer, sent} from '../how-they-differ.ts';
import type {Deviation} from './deviation.ts';

/** Functions of the `str:`, `math:` and `time:` libraries, and stream functions. */
export const functions: readonly Deviation[] = [
  {
    reason: 'what a stream function adds is null where it is selected a second time',
    holds: (of) =>
      app(/#(str:tokenize|pol2Cart)\(/)(of) &&
      (onlyValuesDiffer(of.difference, (theirs) => theirs === 'null') ||
        // What is null does not pass.
        (app(/#(str:tokenize|pol2Cart)\([^;]* having /)(of) && fewer(of.difference))),
  },
  {
    reason: 'str:tokenize of a batch splits its first event only',
    holds: (of) => app(/#str:tokenize\(/)(of) && (batchAt(of) || app(/#window\.\w+\([^;]*#str:tokenize/)(of)),
  },
  {
    reason: 'str:fillTemplate fails from the second call on',
    holds: ({case: {app: text}, answer}) =>
      text.includes('str:fillTemplate(') && answer.errors[0]?.rootClass === 'java.lang.NumberFormatException',
  },
  {
    reason: 'time: functions fail on null',
    holds: ({difference: {step}, answer}) =>
      answer.errors.some((e) => e.step === step && /time:?\w*.* cannot be null/.test(e.message ?? '')),
  },
  {
    reason: 'math:percentile takes int and long for floats',
    holds: (of) =>
      app(/math:percentile\(/)(of) &&
      onlyValuesDiffer(of.difference, (theirs, ours) => Math.abs(Number(theirs) / Number(ours) - 1) < 1e-7),
  },
  {
    reason: 'str:groupConcat takes null for a text, and shares its list between groups',
    holds: (of) => app(/str:groupConcat\(/)(of) && (/null/.test(sent(of)) || app(/group by|partition/)(of)),
  },
  {
    reason: 'a batch window or an output rate keeps the first token of str:tokenize only',
    holds: app(/#str:tokenize\([^;]*(window\.(lengthBatch|timeBatch)\(| output )/),
  },
  {
    reason: 'math:percentile shares its values between groups, and fails on null and when the last one leaves',
    without: controls.withoutPercentiles,
    holds: app(/math:percentile\(/),
  },
  {
    reason: 'a token that drives an event out of a window gives earlier ones again',
    without: controls.withoutHeld,
    holds: (of) => app(/#str:tokenize\([^;]*#window\./)(of) && more(of.difference),
  },
];
