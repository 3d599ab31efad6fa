import * as fc from 'fast-check';
import {expect, test} from 'vitest';
import {makeEnv} from '../core/env.ts';
import {Scheduler} from '../core/scheduler.ts';
import type {Stage} from '../core/stage.ts';
import {StateRegistry} from '../core/state.ts';
import {planChain} from './chain.ts';
import {flatten, type FlatMatch} from './flat-match.ts';
import type {Match} from './partial.ts';
import {StateMachine} from './state-machine.ts';
import type {GroupPlan, PositionPlan, StatePlan, StepPlan} from './state-plan.ts';

/** Each above the one before it; 9 makes each filter fail, 8 all but the last position's, 7 the first one's. */
function isAbove(value: number, before: number | null, isLast: boolean): boolean {
  if (value === 9 || (value === 8 && !isLast) || (value === 7 && before === null)) throw new Error(String(value));
  return before === null || before < value;
}

/** A sequence of single events. */
function rising(sources: readonly number[], every: boolean, within: number | undefined): StatePlan {
  const positions = sources.map((source, index): PositionPlan => ({
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
    attributes: [{name: 'v', type: 'int'}],
    filters: [
      (_t, match, row) => {
        const [value] = row as unknown as [number];
        const before = index === 0 ? null : (match as unknown as Match).slots[index - 1];
        return isAbove(value, index === 0 ? null : (before as {row: number[]}).row[0]!, index === sources.length - 1);
      },
    ],
    spread: [
      (...[, row, , ...before]: unknown[]) => {
        const last = before.at(-2) as number[] | undefined;
        return isAbove((row as number[])[0]!, last?.[0] ?? null, index === sources.length - 1);
      },
    ],
    key: undefined,
  }));
  const group: GroupPlan = {from: 0, to: 0, empty: false};
  const steps = positions.map((p): StepPlan => ({
    positions: [p],
    logic: undefined,
    group: every && p.index === 0 ? group : undefined,
  }));
  const readers = [0, 1].map((source) => positions.filter((p) => p.source === source).reverse());
  return {strict: true, within, steps, positions, readers};
}

type Step = {source: 0 | 1; value: number; gap: number; save: boolean};

function outputs(plan: StatePlan, general: boolean, list: readonly Step[]): string[] {
  const said: string[] = [];
  const rows = (match: FlatMatch): string => plan.positions.map((_, i) => String(match[`r${i}`])).join();
  const next: Stage<never> = {
    one: (ts, match: Match | FlatMatch) =>
      said.push(`${ts}:${rows('slots' in match ? flatten(match as Match) : match)}`),
    pair: () => said.push('pair'),
    chunk: () => said.push('chunk'),
  };
  const make = () => {
    const env = makeEnv(new Scheduler(0), new StateRegistry(), (turn) => turn());
    return general ? new StateMachine(plan, env, next) : planChain(plan)(env, next);
  };
  let machine = make();
  machine.start();
  let ts = 0;
  for (const {source, value, gap, save} of list) {
    try {
      machine.stage(source).one((ts += gap), [value]);
    } catch (error) {
      said.push((error as Error).message);
    }
    if (!save) continue;
    const state = machine.save();
    said.push(JSON.stringify(state));
    machine = make();
    machine.load(state);
  }
  return said;
}

test('a chain says and saves what the general machine does, errors and restarts included', () => {
  const step = fc.record({
    source: fc.constantFrom(0 as const, 1 as const),
    value: fc.nat(9),
    gap: fc.integer({min: -2, max: 6}),
    save: fc.boolean(),
  });
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom(0, 0, 1), {minLength: 1, maxLength: 4}),
      fc.boolean(),
      fc.option(fc.nat(8), {nil: undefined}),
      fc.array(step, {maxLength: 40}),
      (sources, every, within, list) => {
        const plan = rising(sources, every, within);
        expect(outputs(plan, false, list)).toEqual(outputs(plan, true, list));
      },
    ),
    {numRuns: 300},
  );
});
