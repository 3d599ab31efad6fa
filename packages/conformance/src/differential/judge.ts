import type {Case, Phase} from '../cases/case.ts';
import type {Difference} from '../cases/compare.ts';
import {runCase} from '../cases/run-case.ts';
import {deviationOf} from './deviations/known.ts';
import type {Spec} from './generate.ts';
import type {Answer} from './oracle.ts';
import {recorded} from './recorded.ts';

/**
 * - `same`; `refused`: both refuse the app;
 * - `deviating`: differs for a known `reason`; `control`: the same without what it comes from, where both must agree;
 * - `different`: differs, nobody knows why;
 * - `void`: the reference engine gave no answer, or the engine says that it does not support this.
 */
export type Judgement =
  | {verdict: 'same' | 'refused'; case: Case}
  | {verdict: 'deviating'; case: Case; difference: Difference; reason: string; control?: Spec}
  | {verdict: 'different'; case: Case; difference: Difference}
  | {verdict: 'void'; reason: string};

export function judge(spec: Spec, answer: Answer): Judgement {
  const of = recorded(spec, answer);
  if (!of)
    return {verdict: 'void', reason: `the reference engine: ${answer.errors[0]?.phase} ${answer.errors[0]?.class}`};
  return judgeCase(of, answer);
}

function judgeCase(of: Case, answer: Answer): Judgement {
  const {verdict, difference, reason} = runCase(of);
  if (verdict === 'unsupported') return {verdict: 'void', reason: reason ?? 'not supported'};
  if (!difference) return {verdict: of.expect.error?.phase === 'create' ? 'refused' : 'same', case: of};
  const apart = withStepApart(difference, answer);
  const known = explainedBefore(of, apart, answer) ? deviationOf({case: of, difference: apart, answer}) : undefined;
  if (!known) return {verdict: 'different', case: of, difference};
  return {verdict: 'deviating', case: of, difference, reason: known.reason, ...controlOf(of, known)};
}

function controlOf(of: Case, {without}: NonNullable<ReturnType<typeof deviationOf>>): {control?: Spec} {
  if (!without) return {};
  const {id, section, app, steps, collect} = of;
  const settle = app.includes('define aggregation') ? {settle: 100} : {};
  const control = {id: `${id}.control`, section, collect, ...settle, ...without({id, section, app, steps, collect})};
  const same = control.app === app && control.steps.length === steps.length;
  return same ? {} : {control};
}

/** Errors are compared before outputs: what came before an error must be the same or known, whatever the reason of the error. */
function explainedBefore(of: Case, {what, step}: Difference, answer: Answer): boolean {
  if (what !== 'error' || step === undefined || of.expect.error?.phase === 'create') return true;
  if (step <= 0) return true;
  const outputs = of.expect.outputs.filter((o) => o.step < step);
  const {schemas: _, errorCount: _count, ...expect} = of.expect;
  const errors = answer.errors.filter((e) => e.step < step);
  const first = errors[0];
  const error = first ? {phase: first.phase as Phase, kind: '', step: first.step} : null;
  const before: Case = {
    ...of,
    steps: of.steps.slice(0, step),
    expect: {...expect, outputs, error, errorCount: errors.length},
  };
  return judgeCase(before, {...answer, errors}).verdict !== 'different';
}

/** Errors that differ do so from the first on that only one engine has. */
function withStepApart(difference: Difference, {errors}: Answer): Difference {
  if (difference.what !== 'error' || difference.step === undefined) return difference;
  const ours = difference.got.map((line) => Number(/^\S+ at step (-?\d+)/.exec(line)?.[1] ?? Number.NaN));
  const theirs = errors.map(({step}) => step);
  const at = theirs.findIndex((step, i) => step !== ours[i]);
  const steps = at < 0 ? [ours[theirs.length]] : [theirs[at], ours[at]];
  const step = Math.min(...(steps.filter((s) => s !== undefined && Number.isFinite(s)) as number[]));
  return Number.isFinite(step) ? {...difference, step} : difference;
}
