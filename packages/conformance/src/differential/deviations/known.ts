import type {Differing} from '../how-they-differ.ts';
import {aggregations} from './aggregations.ts';
import {batches} from './batches.ts';
import {bounds} from './bounds.ts';
import type {Deviation} from './deviation.ts';
import {functions} from './functions.ts';
import {patterns} from './patterns.ts';
import {rates} from './rates.ts';
import {refusals} from './refusals.ts';
import {restores} from './restores.ts';
import {selection} from './selection.ts';
import {tables} from './tables.ts';
import {unseenErrors} from './unseen-errors.ts';
import {windows} from './windows.ts';

/** Refusals first, as they say most; last the errors that may have a reason of their own. Elsewhere the order only chooses which of several is named. */
const known: readonly Deviation[] = [
  ...refusals,
  ...patterns,
  ...bounds,
  ...batches,
  ...windows,
  ...tables,
  ...selection,
  ...aggregations,
  ...functions,
  ...rates,
  ...restores,
  ...unseenErrors,
];

/** The first reason for which the two engines may differ here; undefined: they may not. */
export function deviationOf(of: Differing): Deviation | undefined {
  const flat = {...of, case: {...of.case, app: of.case.app.replaceAll(/\s+/g, ' ')}};
  return known.find((d) => d.holds(flat));
}
