import {readFileSync} from 'node:fs';
import {expect, test} from 'vitest';
import type {Case} from './case.ts';
import {disagreements, judgedBy, readKnownDeviations} from './known-deviations.ts';
import type {Result, Verdict} from './run-case.ts';

const result = (id: string, verdict: Verdict): Result => ({case: {id} as Case, verdict});

test('an unlisted failure, a listed case that agrees and a listed case that is gone are told', () => {
  const known = {c: 'why', d: 'why', e: 'why'};
  const results = [result('a', 'failed'), result('b', 'passed'), result('c', 'failed'), result('d', 'passed')];
  expect(disagreements(results.map(judgedBy(known)), known)).toEqual([
    'a fails and is no known deviation',
    'd is listed as a deviation, but is passed: take it off the list',
    'e is listed as a deviation, but is no case: take it off the list',
  ]);
});

test('every listed case is written down in docs/siddhiql.md', () => {
  const docs = readFileSync(new URL('../../../../docs/siddhiql.md', import.meta.url), 'utf8');
  expect(Object.keys(readKnownDeviations()).filter((id) => !docs.includes(`\`${id}\``))).toEqual([]);
});
