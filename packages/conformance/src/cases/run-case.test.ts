import {expect, test} from 'vitest';
import type {Case, Step} from './case.ts';
import {runCase} from './run-case.ts';

const app =
  "define stream S (k string, v double); @info(name='q') from S[v > 1.0] select k, v * 2.0 as d insert into Out;";
const steps: Step[] = [
  {send: 'S', data: ['a', 1]},
  {send: 'S', ts: 5, data: ['b', 2.5]},
];
const outputs: Case['expect']['outputs'] = [
  {from: 'q', kind: 'current', step: 1, batch: 0, ts: 5, data: ['b', 5]},
  {from: 'Out', kind: 'stream', step: 1, batch: 3, ts: 5, data: ['b', 5]},
];
const schemas: Case['expect']['schemas'] = {
  Out: [
    ['k', 'string'],
    ['d', 'double'],
  ],
};
const recorded = (change: Partial<Case> = {}, expected: Partial<Case['expect']> = {}): Case => ({
  id: 'x.1',
  section: 'x',
  app,
  steps,
  collect: ['q', 'Out'],
  expect: {outputs, error: null, schemas, ...expected},
  ...change,
});
const changed = (change: Partial<Case['expect']['outputs'][number]>) => [outputs[0]!, {...outputs[1]!, ...change}];

test('a run as recorded passes, skipped batch numbers or not', () => {
  expect(runCase(recorded())).toMatchObject({verdict: 'passed'});
});

test.each<[string, Case]>([
  ['another value', recorded({}, {outputs: changed({data: ['b', 5.000001]})})],
  ['another type of value', recorded({}, {outputs: changed({data: ['b', '5']})})],
  ['another number of values', recorded({}, {outputs: changed({data: ['b']})})],
  ['another timestamp', recorded({}, {outputs: changed({ts: 6})})],
  ['another kind', recorded({}, {outputs: changed({kind: 'expired'})})],
  ['another step', recorded({}, {outputs: changed({step: 0})})],
  ['one callback instead of two', recorded({}, {outputs: changed({batch: 0})})],
  ['another order', recorded({}, {outputs: outputs.toReversed()})],
  ['an output too few', recorded({}, {outputs: outputs.slice(1)})],
  ['an output too many', recorded({}, {outputs: [...outputs, outputs[1]!]})],
  [
    'another type in a schema',
    recorded(
      {},
      {
        schemas: {
          Out: [
            ['k', 'string'],
            ['d', 'float'],
          ],
        },
      },
    ),
  ],
  ['a stream that is not there', recorded({}, {schemas: {Else: []}})],
  ['an app that should be refused', recorded({}, {error: {phase: 'create', kind: 'validation'}})],
  ['an error that does not come', recorded({}, {error: {phase: 'runtime', kind: 'runtime', step: 1}})],
  ['an error that should not come', recorded({steps: [...steps, {send: 'Nowhere', data: []}]})],
  ['an app that is refused', recorded({app: 'define stream S (k string'})],
])('%s fails', (_, of) => {
  const {verdict, difference} = runCase(of);
  expect(verdict).toBe('failed');
  expect(difference?.expected).not.toEqual(difference?.got);
});

test('a difference is a deviation where differing is allowed, and agreeing is still passing', () => {
  expect(runCase(recorded({deviation_ok: true}, {outputs: []})).verdict).toBe('deviating');
  expect(runCase(recorded({deviation_ok: true})).verdict).toBe('passed');
});

test('an in-memory topic takes what is published and what sinks publish', () => {
  const app =
    "@source(type='inMemory', topic='in', @map(type='passThrough')) define stream S (v int); " +
    "@sink(type='inMemory', topic='out', @map(type='passThrough')) define stream Out (v int); from S select v insert into Out;";
  const outputs: Case['expect']['outputs'] = [{from: 'topic:out', kind: 'topic', step: 0, batch: 0, data: [7]}];
  const of = recorded({
    app,
    collect: ['topic:out'],
    steps: [{publish: 'in', data: [7]}],
    expect: {outputs, error: null},
  });
  expect(runCase(of).verdict).toBe('passed');
  expect(runCase({...of, steps: [{publish: 'elsewhere', data: [7]}]}).verdict).toBe('failed');
});

test('an error thrown to the caller is expected at its step, and the run goes on behind it', () => {
  const after: Case['expect']['outputs'] = outputs.map((o) => ({...o, step: 2}));
  const thrown = {phase: 'step', kind: 'runtime'} as const;
  const of = (step: number) =>
    recorded(
      {steps: [steps[0]!, {query: 'from Nowhere select *'}, steps[1]!]},
      {outputs: after, error: {...thrown, step}},
    );
  expect(runCase(of(1)).verdict).toBe('passed');
  expect(runCase(of(0)).verdict).toBe('failed');
});

test('an unordered batch is compared as a multiset, an ordered one is not', () => {
  const step: Step = {send: 'S', events: [{data: ['a', 2]}, {data: ['b', 3]}, {data: ['b', 3]}]};
  const rows = [
    ['b', 6],
    ['a', 4],
    ['b', 6],
  ].map((data) => ({from: 'Out', kind: 'stream', step: 0, batch: 0, data}) as const);
  const of = (unordered: boolean, use = rows) => recorded({steps: [step], collect: ['Out'], unordered}, {outputs: use});
  expect(runCase(of(true)).verdict).toBe('passed');
  expect(runCase(of(false)).verdict).toBe('failed');
  expect(runCase(of(true, [rows[0]!, rows[1]!, rows[1]!])).verdict).toBe('failed');
});

test('persist, restart and restore bring the state back', () => {
  const counting = 'define stream S (v int); from S select count() as c insert into Out;';
  const all: Step[] = [
    {send: 'S', data: [1]},
    {persist: true},
    {send: 'S', data: [1]},
    {restart: true},
    {restore: true},
    {send: 'S', data: [1]},
  ];
  const counts: Case['expect']['outputs'] = [
    [0, 1],
    [2, 2],
    [5, 2],
  ].map(([step, c]) => ({from: 'Out', kind: 'stream' as const, step: step!, batch: 0, data: [c!]}));
  const of = (use: Step[], expected: Case['expect']['outputs']) =>
    runCase(
      recorded({app: counting, steps: use, collect: ['Out']}, {outputs: expected, schemas: {Out: [['c', 'long']]}}),
    ).verdict;
  expect(of(all, counts)).toBe('passed');
  expect(of(all.with(4, {query: 'from Nowhere select *'}), counts)).toBe('failed');
});
