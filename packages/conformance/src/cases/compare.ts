import {must} from '@tandem/base';
import type {Case, Output} from './case.ts';
import type {Failure, Observed, Run} from './run.ts';
import {sameValue} from './same-value.ts';
import {shownFailure, shownOutput} from './shown.ts';
import {typesOf} from './types-of.ts';

/** The first place where a run is not as recorded, in words. `step` is absent for what belongs to the whole run. */
export type Difference = {
  what: 'error' | 'schema' | 'outputs' | 'state';
  step?: number;
  expected: string[];
  got: string[];
};

/** How a run that was created differs from what the case expects; undefined: in nothing. */
export function compareRun(of: Case, run: Run): Difference | undefined {
  return compareErrors(of, run.failures) ?? compareOutputs(of, run) ?? compareSchemas(of, run);
}

function compareErrors({expect: {error, errorCount}}: Case, failures: readonly Failure[]): Difference | undefined {
  const first = failures[0];
  const got = failures.map(shownFailure);
  const differs = (step: number | undefined, expected: string): Difference => ({
    what: 'error',
    ...(step === undefined ? {} : {step}),
    expected: [expected],
    got,
  });
  if (!error) return first && differs(first.step, 'no error');
  if (error.phase === 'create') return differs(undefined, 'the app to be refused');
  const count = errorCount ?? 1;
  const expected = `${count} error${count > 1 ? 's' : ''}, the first at step ${error.step} (${error.phase})`;
  const same = first && first.phase === error.phase && first.step === error.step && failures.length === count;
  return same && !failures.some((f) => f.crash) ? undefined : differs(first?.step ?? error.step, expected);
}

function compareOutputs(of: Case, run: Run): Difference | undefined {
  const steps = of.steps.map((_, i) => i);
  for (const step of [-1, ...steps]) {
    const expected = batches(of.expect.outputs.filter((o) => o.step === step && o.data));
    const got = batches(run.outputs.filter((o) => o.step === step));
    const same =
      expected.length === got.length &&
      expected.every((batch, i) => sameBatch(batch, must(got[i], 'a batch'), of, run));
    if (!same) return {what: 'outputs', step, expected: expected.flatMap(shownBatch), got: shownLike(expected, got)};
  }
  return undefined;
}

/** What came in one callback. The reference's numbering skips callbacks that nobody collected: only what is equal counts. */
function batches<T extends {batch: number}>(outputs: readonly T[]): T[][] {
  const groups: T[][] = [];
  let last: number | undefined;
  for (const output of outputs) {
    if (output.batch === last) must(groups.at(-1), 'a batch').push(output);
    else groups.push([output]);
    last = output.batch;
  }
  return groups;
}

function sameBatch(expected: readonly Output[], got: readonly Observed[], of: Case, run: Run): boolean {
  if (expected.length !== got.length) return false;
  if (!of.unordered) return expected.every((e, i) => sameOutput(e, must(got[i], 'an output'), run));
  const left = [...got];
  return expected.every((e) => {
    const at = left.findIndex((g) => sameOutput(e, g, run));
    if (at >= 0) left.splice(at, 1);
    return at >= 0;
  });
}

function sameOutput(expected: Output, got: Observed, run: Run): boolean {
  if (expected.from !== got.from || expected.kind !== got.kind) return false;
  if (expected.ts !== undefined && expected.ts !== got.ts) return false;
  const data = expected.data ?? [];
  const types = typesOf(run, got);
  const lenient =
    inexact.test(run.case.app) || (got.from === '@query' && inexact.test(JSON.stringify(run.case.steps[got.step])));
  return (
    data.length === got.data.length &&
    data.every((value, i) => sameValue(value, got.data[i], {type: types[i], lenient}))
  );
}

/** Functions whose last digits depend on the order of additions or on the platform's mathematics. */
const inexact = /stdDev|pol2Cart|avg|math:/i;

/** Without timestamps where the recording has none. */
function shownLike(expected: readonly Output[][], got: readonly Observed[][]): string[] {
  const timed = expected.length === 0 || expected.flat().some((e) => e.ts !== undefined);
  return got.flatMap((batch, i) => shownBatch(timed ? batch : batch.map((g) => ({...g, ts: -1})), i));
}

function shownBatch(batch: readonly (Output | Observed)[], i: number): string[] {
  return batch.map((output) => shownOutput(output, i));
}

function compareSchemas({expect: {schemas}}: Case, {app}: Run): Difference | undefined {
  for (const [name, attributes] of Object.entries(schemas ?? {})) {
    const info = app.streams.get(name) ?? app.aggregations.get(name);
    const expected = `${name} (${attributes.map((a) => a.join(' ')).join(', ')})`;
    const got = info
      ? `${name} (${info.attributes.map((a) => `${a.name} ${a.type}`).join(', ')})`
      : `no stream or aggregation '${name}'`;
    if (expected !== got) return {what: 'schema', expected: [expected], got: [got]};
  }
  return undefined;
}
