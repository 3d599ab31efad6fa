import {must} from '@tandem/base';
import {type createApp, SiddhiAppError} from '@tandem/engine';
import type {Case} from './case.ts';
import type {Difference} from './compare.ts';
import type {Run} from './run.ts';
import {begin, type Result} from './run-case.ts';
import {shownFailure, shownOutput} from './shown.ts';

/**
 * Compares a run with one that goes on in a fresh app before each step and
 * after the last. Equal snapshots after a move make each move harmless for all
 * that follows, so one chain of moves stands for a restart at any position.
 */
export function runRestarting(of: Case, engine?: typeof createApp): Result {
  return twice(of, engine, (reference, moving) => {
    for (let i = 0; i <= of.steps.length; i++) {
      const difference = move(reference, moving, i - 1);
      if (difference) return difference;
      if (i === of.steps.length) break;
      reference.take(i);
      moving.take(i);
      const later = sameSoFar(reference, moving, i);
      if (later) return later;
    }
    return undefined;
  });
}

/** Compares a run with a second one of the same steps: outputs and snapshots must be equal to the byte. */
export function runReplaying(of: Case, engine?: typeof createApp): Result {
  return twice(of, engine, (first, second) => {
    for (let i = -1; i < of.steps.length; i++) {
      if (i >= 0) for (const run of [first, second]) run.take(i);
      const difference = sameSoFar(first, second, i);
      if (difference) return difference;
    }
    return sameState(first, second, of.steps.length - 1);
  });
}

function twice(
  of: Case,
  engine: typeof createApp | undefined,
  compare: (a: Run, b: Run) => Difference | undefined,
): Result {
  const [a, b] = [begin(of, engine), begin(of, engine)];
  if (!a.run || !b.run) return refused(of, a.refused ?? b.refused);
  let difference: Difference | undefined;
  try {
    difference = compare(a.run, b.run);
  } catch (error) {
    difference = {what: 'error', expected: ['snapshot and restore to work'], got: [String(error)]};
  }
  return difference ? {case: of, verdict: 'failed', difference} : {case: of, verdict: 'passed'};
}

/** Nothing runs, so nothing restarts: what the reference engine creates and this one refuses by name is a deviation. */
function refused(of: Case, thrown: unknown): Result {
  const known = thrown instanceof SiddhiAppError && !thrown.reason.includes('not supported');
  return {case: of, verdict: known ? 'deviating' : 'unsupported', reason: String(thrown)};
}

function move(reference: Run, moving: Run, step: number): Difference | undefined {
  const dropped = moving.moveToFreshApp();
  if (dropped.length > 0) return {what: 'error', step, expected: ['all state to be restored'], got: dropped};
  return sameState(reference, moving, step);
}

function sameState(a: Run, b: Run, step: number): Difference | undefined {
  const [left, right] = [a.app.snapshot(), b.app.snapshot()];
  const at = left.findIndex((byte, i) => byte !== right[i]);
  if (at < 0 && left.length === right.length) return undefined;
  const shown = (bytes: Uint8Array) => `snapshot of ${bytes.length} bytes, ${printable(bytes, Math.max(0, at))}`;
  return {what: 'state', step, expected: [shown(left)], got: [shown(right)]};
}

/** The bytes around `at` as text. */
function printable(bytes: Uint8Array, at: number): string {
  const near = Array.from(bytes.slice(Math.max(0, at - 24), at + 24), (b) =>
    b >= 32 && b < 127 ? String.fromCharCode(b) : '.',
  );
  return `at ${at}: ${near.join('')}`;
}

function sameSoFar(a: Run, b: Run, step: number): Difference | undefined {
  const [expected, got] = [a, b].map((run) => [
    ...run.outputs.filter((o) => o.step === step).map((o) => shownOutput(o, o.batch)),
    ...run.failures.filter((f) => f.step === step).map(shownFailure),
  ]);
  const same = must(expected, 'outputs').join('\n') === must(got, 'outputs').join('\n');
  return same ? undefined : {what: 'outputs', step, expected: expected ?? [], got: got ?? []};
}
