import {type createApp, SiddhiAppError} from '@tandem/engine';
import type {Case} from './case.ts';
import {compareRun, type Difference} from './compare.ts';
import {judged, Run} from './run.ts';
import {shownFailure} from './shown.ts';

/**
 * - `passed`: as recorded;
 * - `failed`: not as recorded;
 * - `deviating`: not as recorded where the reference engine behaves oddly, so that differing is allowed;
 * - `unsupported`: the engine says itself that it does not do this.
 */
export type Verdict = 'passed' | 'failed' | 'deviating' | 'unsupported';
export type Result = {case: Case; verdict: Verdict; difference?: Difference; reason?: string};

/** Runs a case and compares it with what was recorded. Throws nothing that the engine throws. */
export function runCase(of: Case): Result {
  const begun = begin(of);
  if (!begun.run) return refused(of, begun.refused);
  const difference = compareRun(of, begun.run.takeAll());
  return difference ? differing(of, difference) : {case: of, verdict: 'passed'};
}

/** A case's run before its first step, or why the engine would not create its app. */
export function begin(
  of: Case,
  engine?: typeof createApp,
): {run: Run; refused?: undefined} | {run?: undefined; refused: unknown} {
  try {
    return {run: new Run(of, engine)};
  } catch (error) {
    return {refused: error};
  }
}

function refused(of: Case, thrown: unknown): Result {
  const wanted = of.expect.error?.phase === 'create';
  if (thrown instanceof SiddhiAppError) {
    if (wanted) return {case: of, verdict: 'passed'};
    if (thrown.kind === 'creation' && thrown.reason.includes('not supported'))
      return {case: of, verdict: 'unsupported', reason: thrown.reason};
  }
  const got = shownFailure({phase: 'create', step: -1, ...judged(thrown)});
  return differing(of, {what: 'error', expected: [wanted ? 'a SiddhiAppError' : 'the app to be created'], got: [got]});
}

function differing(of: Case, difference: Difference): Result {
  return {case: of, verdict: of.deviation_ok ? 'deviating' : 'failed', difference};
}
