import * as controls from '../controls.ts';
import {app} from '../how-they-differ.ts';
import type {Deviation} from './deviation.ts';

/** Errors in a select of what goes nowhere, which one engine evaluates and the other does not. */
export const unseenErrors: readonly Deviation[] = [
  {
    reason: 'an error in a select from which nothing can come',
    holds: (of) =>
      of.difference.what === 'error' &&
      of.difference.got.length === 0 &&
      app(/insert expired events| limit 0| offset [1-9]/)(of),
  },
  {
    reason: 'an error in a select of what leaves a window, which nobody takes',
    without: controls.withoutHeld,
    holds: (of) =>
      of.difference.what === 'error' &&
      of.answer.errors.length > of.difference.got.length &&
      app(/#window\.[^;]* insert into/)(of),
  },
];
