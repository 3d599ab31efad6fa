import * as fc from 'fast-check';
import {expect, test} from 'vitest';
import {Chunk, CURRENT} from '../core/chunk.ts';
import {makeEnv} from '../core/env.ts';
import {Scheduler} from '../core/scheduler.ts';
import type {Stage} from '../core/stage.ts';
import {StateRegistry} from '../core/state.ts';
import type {Condition} from '../expression/compile-row.ts';
import {flatten, type FlatMatch} from './flat-match.ts';
import type {Match} from './partial.ts';
import {StateMachine} from './state-machine.ts';
import type {GroupPlan, PositionPlan, StatePlan, StepPlan} from './state-plan.ts';
import {planTrail} from './trail.ts';

type Form = 'slots' | 'flat';
const before = (form: Form, match: unknown, i: number): readonly number[] =>
  form === 'flat' ? (match as {[field: string]: number[]})[`r${i}`]! : (match as Match).slots.map(rowOf)[i]!;
const rowOf = (slot: Match['slots'][number]): number[] => (slot as unknown as {row: number[]} | null)?.row ?? [];

/** Single events `[key, value]`, each of the key of the one before it; a value of 9 makes a filter fail. */
function sameKey(sources: readonly number[], every: boolean, keyed: boolean, within: number | undefined): StatePlan {
  const positions = sources.map((source, index): PositionPlan => {
    const filter =
      (form: Form): Condition =>
      (_t, match, row) => {
        const [key, value] = row as unknown as [number, number];
        if (value === 9) throw new Error('nine');
        return index === 0 ? value > 2 : before(form, match, index - 1)[0] === key && value !== 5;
      };
    const held = {own: 0, position: index - 1, held: 0};
    return {
      index,
      step: index,
      kind: 'single',
      min: 1,
      max: 1,
      silence: undefined,
      source,
      partner: undefined,
      side: 1,
      names: [`e${index}`],
      attributes: [],
      filters: [filter('slots')],
      flat: [filter('flat')],
      early: index === 0 ? [] : [(_t, _match, row) => (row as unknown as number[])[1] !== 5],
      key:
        keyed && index > 0
          ? {
              own: (row) => row[0]!,
              held: (p) => p.one(index - 1)!.row[0]!,
              attributes: held,
              isText: false,
              decides: false,
            }
          : undefined,
    };
  });
  const group: GroupPlan = {from: 0, to: 0, empty: false};
  const steps = positions.map((p): StepPlan => ({
    positions: [p],
    logic: undefined,
    group: every && p.index === 0 ? group : undefined,
  }));
  const readers = [0, 1].map((source) => positions.filter((p) => p.source === source).reverse());
  return {strict: false, within, steps, positions, readers};
}

type Step = {source: 0 | 1; rows: [key: number, value: number][]; gap: number; save: boolean};

/** `forms`: which machine goes on after each save, in turn. */
function outputs(plan: StatePlan, forms: readonly Form[], list: readonly Step[]): string[] {
  const said: string[] = [];
  let turn = 0;
  const say = (what: string, ts: number, form: Form, match: unknown): void => {
    const flat = form === 'flat' ? (match as FlatMatch) : flatten(match as Match);
    said.push(
      `${what} ${ts}: ${plan.positions.map((_, i) => `${String(flat[`r${i}`])}@${String(flat[`t${i}`])}`).join(' ')}`,
    );
  };
  const make = (): Pick<StateMachine, 'start' | 'stage' | 'save' | 'load'> => {
    const form = forms[turn++ % forms.length]!;
    const next: Stage<never> = {
      one: (ts, match) => say('one', ts, form, match),
      pair: () => said.push('pair'),
      chunk: ({ts, rows, parts}) => rows.forEach((match, i) => say(`part of ${parts?.join()}`, ts[i]!, form, match)),
    };
    const env = makeEnv(new Scheduler(0), new StateRegistry(), (run) => run());
    return form === 'flat' ? planTrail(plan)(env, next) : new StateMachine(plan, env, next);
  };
  let machine = make();
  machine.start();
  let ts = 0;
  for (const {source, rows, gap, save} of list) {
    ts += gap;
    const chunk = new Chunk();
    for (const row of rows) chunk.push(ts, CURRENT, row);
    try {
      if (chunk.length === 1) machine.stage(source).one(ts, rows[0]!);
      else machine.stage(source).chunk(chunk);
    } catch (error) {
      said.push((error as Error).message);
    }
    if (!save) continue;
    const state = machine.save();
    machine = make();
    machine.load(state);
  }
  return said;
}

const step = fc.record({
  source: fc.constantFrom(0 as const, 1 as const),
  rows: fc.array(fc.tuple(fc.nat(2), fc.integer({min: 0, max: 9})), {minLength: 1, maxLength: 3}),
  gap: fc.integer({min: -2, max: 6}),
  save: fc.boolean(),
});

/** One waits already when another one begins to, and both are saved: found in restoring the younger first. */
const oneAfterAnother: readonly Step[] = [
  {source: 0, rows: [[0, 0]], gap: 0, save: true},
  {source: 0, rows: [[1, 3]], gap: 0, save: false},
  {source: 0, rows: [[1, 5]], gap: 0, save: true},
  {source: 0, rows: [[1, 0]], gap: 0, save: false},
];

test.each<[string, Form[]]>([
  ['also through its own snapshots', ['flat']],
  ['each taking over what the other saved', ['flat', 'slots']],
])('a trail says what the general machine does, errors included, %s', (_, forms) => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom(0, 0, 1), {minLength: 2, maxLength: 4}),
      fc.boolean(),
      fc.boolean(),
      fc.option(fc.nat(8), {nil: undefined}),
      fc.array(step, {maxLength: 40}),
      (sources, every, keyed, within, list) => {
        const plan = sameKey(sources, every, keyed, within);
        expect(outputs(plan, forms, list)).toEqual(outputs(plan, ['slots'], list));
      },
    ),
    {numRuns: 150, examples: [[[0, 0], true, false, undefined, [...oneAfterAnother]]]},
  );
});

test('keys that nobody waits for any more are given up, and come again', () => {
  const plan = sameKey([0, 0], true, true, undefined);
  const list = Array.from({length: 2000}, (_, i): Step => ({
    source: 0,
    rows: [[(i >> 1) % 400, i % 2 === 0 ? 3 : 1]],
    gap: 1,
    save: i % 100 === 99,
  }));
  expect(outputs(plan, ['flat'], list)).toEqual(outputs(plan, ['slots'], list));
});

test('what is saved does not depend on where it was restored', () => {
  fc.assert(
    fc.property(fc.array(step, {maxLength: 40}), fc.nat(40), (list, at) => {
      const states = [false, true].map((restart) => {
        const plan = sameKey([0, 1, 0], true, true, 20);
        const saved: string[] = [];
        const env = () => makeEnv(new Scheduler(0), new StateRegistry(), (run) => run());
        const nowhere = {one: () => {}, pair: () => {}, chunk: () => {}};
        const make = planTrail(plan);
        let machine = make(env(), nowhere);
        machine.start();
        for (const [i, {source, rows}] of list.entries()) {
          if (restart && i === at) {
            const state = machine.save();
            machine = make(env(), nowhere);
            machine.load(state);
          }
          for (const row of rows.filter(([, value]) => value !== 9)) machine.stage(source).one(i, row);
          saved.push(JSON.stringify(machine.save()));
        }
        return saved;
      });
      expect(states[0]).toEqual(states[1]);
    }),
    {numRuns: 100},
  );
});
