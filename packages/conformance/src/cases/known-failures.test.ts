import {expect, test} from 'vitest';
import type {Case} from './case.ts';
import {disagreements, knownFailuresOf} from './known-failures.ts';
import type {Result, Verdict} from './run-case.ts';

const result = (id: string, verdict: Verdict): Result => ({case: {id} as Case, verdict});

test('an unlisted failure and a listed case that does not fail are both told', () => {
  const results = [result('a', 'failed'), result('b', 'passed'), result('c', 'failed'), result('d', 'passed')];
  expect(disagreements(results, {c: 'why', d: 'why'})).toEqual([
    'a fails and is not a known failure',
    'd is a known failure, but is passed: take it off the list',
  ]);
});

test('the new list keeps the reasons of what still fails', () => {
  expect(
    knownFailuresOf([result('b', 'failed'), result('a', 'failed'), result('c', 'passed')], {b: 'why', c: 'why'}),
  ).toEqual({a: 'differs', b: 'why'});
});
