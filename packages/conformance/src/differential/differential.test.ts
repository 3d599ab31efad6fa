import {parse, print} from '@tandem/siddhiql';
import {expect, test} from 'vitest';
import {begin} from '../cases/run-case.ts';
import {judged} from '../cases/run.ts';
import {deviationOf} from './deviations/known.ts';
import {featureReport} from './features.ts';
import {generate} from './generate.ts';
import {judge} from './judge.ts';
import {type Answer, parseAnswer} from './oracle.ts';
import {smallerApps} from './smaller-apps.ts';
import {smallerSteps} from './smaller-steps.ts';

const seeds = Array.from({length: 400}, (_, i) => i + 1);

test('a seed gives the same spec each time, and others give others', () => {
  expect(generate(7)).toEqual(generate(7));
  expect(new Set(seeds.map((seed) => generate(seed).app)).size).toBeGreaterThan(390);
});

test('generated apps survive printing', () => {
  for (const {section, app} of seeds.map((seed) => generate(seed))) {
    if (section === 'differential.mistakes') continue;
    const printed = print(parse(app));
    expect(print(parse(printed))).toBe(printed);
  }
});

test('no generated app makes the engine fail inside', () => {
  const crashes = seeds.flatMap((seed) => {
    const of = {...generate(seed), expect: {outputs: [], error: null}};
    const begun = begin(of);
    if (!begun.run) return judged(begun.refused).crash ? [`${of.id}: ${String(begun.refused)}`] : [];
    return begun.run.takeAll().failures.flatMap((f) => (f.crash ? [`${of.id}: ${f.error.message}`] : []));
  });
  expect(crashes).toEqual([]);
});

test('mistakes are mostly refused, and spare the annotations of the app', () => {
  const some = Array.from({length: 3000}, (_, i) => generate(i)).filter((of) => of.section === 'differential.mistakes');
  const created = some.filter((of) => begin({...of, expect: {outputs: [], error: null}}).run);
  expect(created.length / some.length).toBeLessThan(0.4);
  expect(some.flatMap(({app}) => app.match(/@app:\S+/g) ?? []).every((a) => /^@app:(name|playback)/.test(a))).toBe(
    true,
  );
});

test('few features are in no generated app', () => {
  const counts = featureReport(seeds.map((seed) => generate(seed)));
  const holes = counts.flatMap((line) => [...line.matchAll(/(?<=[:,] )[^,:]+ 0(?=,|$)/g)].map(([hole]) => hole));
  expect(counts.length).toBeGreaterThan(10);
  expect(holes.length, holes.join(', ')).toBeLessThan(15);
});

test('longs that a double cannot hold stay exact', () => {
  const line =
    '{"outputs":[{"from":"q","kind":"current","step":0,"batch":0,"data":[9223372036854775807,5,1.0E19]}],"errors":[]}';
  expect(parseAnswer(line).outputs[0]?.data).toEqual([{$long: '9223372036854775807'}, 5, 1e19]);
});

const spec = {
  id: 'x',
  section: 'x',
  app: "define stream S (k string, v int); @info(name='q') from S[v > 1]#window.length(2) select k, sum(v) as t group by k insert into Out;",
  steps: [{send: 'S', data: ['a', 3]}],
  collect: ['q'],
};
const answer = (data: (string | number)[]): Answer => ({
  outputs: [{from: 'q', kind: 'current', step: 0, batch: 0, ts: 0, data}],
  errors: [],
});

test('an answer is the same, different, or a reason why nothing can be said', () => {
  expect(judge(spec, answer(['a', 3])).verdict).toBe('same');
  expect(judge(spec, answer(['a', 4])).verdict).toBe('different');
  const hung = {outputs: [], errors: [{phase: 'timeout', step: 0, class: 'Timeout'}]};
  expect(judge(spec, hung)).toEqual({verdict: 'void', reason: 'the reference engine: timeout Timeout'});
});

test('a known deviation is told by its reason, anything else has none', () => {
  const difference = {what: 'outputs', step: 0, expected: ['#0 q current [1]'], got: ['#0 q current [2]']} as const;
  const of = (app: string) => ({
    case: {...spec, app, expect: {outputs: [], error: null}},
    difference: {...difference, expected: [...difference.expected], got: [...difference.got]},
    answer: answer(['a', 3]),
  });
  expect(deviationOf(of(spec.app))).toBeUndefined();
  expect(deviationOf(of(spec.app.replace('sum(v)', 'maximum(v, 1)')))?.reason).toBe(
    'maximum and minimum start from a wrong value',
  );
});

test('an app shrinks by a clause, an operand, an attribute', () => {
  const texts = smallerApps(spec).map(({app}) => app.replaceAll(/\s+/g, ' '));
  const without = (part: RegExp): boolean => texts.some((text) => !part.test(text));
  for (const part of [/group by/, /window/, /v > 1/, /sum/, /k string/]) expect(without(part), String(part)).toBe(true);
});

test('steps shrink by halves, by one, and in their values', () => {
  const sent = (...values: number[]) => values.map((v) => ({send: 'S', data: ['a', v]}));
  const smaller = smallerSteps({...spec, steps: sent(1, 5, 1, 1)}).map(({steps}) => steps);
  expect(smaller).toContainEqual(sent(1, 5));
  expect(smaller).toContainEqual(sent(1, 1, 1));
  expect(smaller).toContainEqual(sent(1, 1, 1, 1));
});
