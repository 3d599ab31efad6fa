import type {Case} from '../cases/case.ts';
import type {Difference} from '../cases/compare.ts';
import {runCase} from '../cases/run-case.ts';
import {deviationOf} from './deviations.ts';
import type {Spec} from './generate.ts';
import type {Answer} from './oracle.ts';
import {recorded} from './recorded.ts';

/**
 * - `same`; `refused`: both refuse the app;
 * - `deviating`: differs for a known `reason`;
 * - `different`: differs, nobody knows why;
 * - `void`: the reference engine gave no answer, or the engine says that it does not support this.
 */
export type Judgement =
  | {verdict: 'same' | 'refused'; case: Case}
  | {verdict: 'deviating'; case: Case; difference: Difference; reason: string}
  | {verdict: 'different'; case: Case; difference: Difference}
  | {verdict: 'void'; reason: string};

export function judge(spec: Spec, answer: Answer): Judgement {
  const of = recorded(spec, answer);
  if (!of)
    return {verdict: 'void', reason: `the reference engine: ${answer.errors[0]?.phase} ${answer.errors[0]?.class}`};
  const {verdict, difference, reason} = runCase(of);
  if (verdict === 'unsupported') return {verdict: 'void', reason: reason ?? 'not supported'};
  if (!difference) return {verdict: of.expect.error?.phase === 'create' ? 'refused' : 'same', case: of};
  const known = deviationOf({case: of, difference, answer});
  return known === undefined
    ? {verdict: 'different', case: of, difference}
    : {verdict: 'deviating', case: of, difference, reason: known};
}
