import {compileFunction} from 'node:vm';
import type {Plain} from '@tandem/wire';
import type {Row} from '../api.ts';
import {RESET} from '../core/chunk.ts';
import type {Env} from '../core/env.ts';
import type {Stage} from '../core/stage.ts';
import type {Stateful} from '../core/state.ts';
import {chainText} from './chain-text.ts';
import {type Match, Partial} from './partial.ts';
import {loadPartials, savePartials} from './saved-partials.ts';
import {StateMachine} from './state-machine.ts';
import type {PositionPlan, StatePlan} from './state-plan.ts';
import {WaitingRoom} from './waiting-room.ts';

/** A sequence of single events, of which `every` repeats the first or nothing. */
export function isChain({strict, steps, positions}: StatePlan): boolean {
  return (
    strict &&
    positions.every((p) => p.kind === 'single' && p.partner === undefined) &&
    steps.every(({group}, i) => !group || (i === 0 && group.from === 0 && group.to === 0))
  );
}

/** The generated part: who waits at which position is in its variables. */
type Chain = {
  /** Per source. Answers the match that the event completes, or null. After an error some partials may be `left`. */
  take: ((ts: number, row: Row) => Partial | null)[];
  /** Puts a partial at a position. */
  put(index: number, partial: Partial | null): void;
  /** Partials that wait for the next event, by position. */
  waiting(): (Partial | null)[];
  /** After an error: those that were not moved on by the event, by position. */
  left(): (Partial | null)[];
  fresh(): Partial;
  ids(count?: number): number;
};
type MakeChain = (conditions: readonly PositionPlan['filters'][], partial: typeof Partial) => Chain;

/**
 * The state machine of a chain as generated code: at most one partial waits
 * at a position, and every event moves it on or ends it. Its state is laid out
 * as that of `StateMachine`, which takes over for good when a filter fails: what
 * then waits twice at one position has no place here.
 */
export function planChain(plan: StatePlan): (env: Env, next: Stage<Match>) => ChainMachine {
  const make = compileFunction(chainText(plan), ['C', 'Partial'], {filename: 'siddhi://sequence'}) as MakeChain;
  const filters = plan.positions.map((p) => p.filters);
  return (env, next) => new ChainMachine(plan, make(filters, Partial), env, next);
}

export class ChainMachine implements Stateful {
  readonly #plan: StatePlan;
  readonly #chain: Chain;
  readonly #env: Env;
  readonly #next: Stage<Match>;
  #started = false;
  #machine: StateMachine | null = null;

  constructor(plan: StatePlan, chain: Chain, env: Env, next: Stage<Match>) {
    this.#plan = plan;
    this.#chain = chain;
    this.#env = env;
    this.#next = next;
    env.state('pattern', this);
  }
  /** The first partial. Once only, also over a restore. */
  start(): void {
    if (this.#started) return;
    this.#started = true;
    const chain = this.#chain;
    chain.put(0, chain.fresh());
  }
  stage(source: number): Stage {
    const next = this.#next;
    const take = this.#chain.take[source]!;
    // A match leaves before the next event of the chunk where the event could fill several positions.
    const atOnce = this.#plan.readers[source]!.length > 1;
    const one = (ts: number, row: Row): void => {
      if (this.#machine !== null) return this.#machine.stage(source).one(ts, row);
      let match: Partial | null;
      try {
        match = take(ts, row);
      } catch (error) {
        this.#handOver();
        throw error;
      }
      if (match !== null) next.one(ts, match);
    };
    return {
      one,
      // What leaves a named window is an event like any other here, as in the reference engine.
      pair: (expiredAt, expired, ts, row) => {
        one(expiredAt, expired);
        one(ts, row);
      },
      chunk: (chunk) => {
        if (this.#machine !== null) return this.#machine.stage(source).chunk(chunk);
        const ready: {ts: number; match: Partial}[] = [];
        for (let i = 0; i < chunk.length; i++) {
          if (chunk.kinds[i] === RESET) continue;
          const [ts, row] = [chunk.ts[i]!, chunk.rows[i]!];
          if (atOnce || this.#machine !== null) {
            one(ts, row);
            continue;
          }
          let match: Partial | null;
          try {
            match = take(ts, row);
          } catch (error) {
            this.#handOver();
            throw error;
          }
          if (match !== null) ready.push({ts, match});
        }
        for (const {ts, match} of ready) next.one(ts, match);
      },
    };
  }
  /** A filter has failed: the general machine goes on with what waits. */
  #handOver(): void {
    const chain = this.#chain;
    const state = this.#saved(chain.waiting(), chain.left());
    const machine = new StateMachine(this.#plan, {...this.#env, state: (_, member) => member}, this.#next);
    machine.load(state);
    this.#machine = machine;
  }
  save(): Plain {
    if (this.#machine !== null) return this.#machine.save();
    return this.#saved(this.#chain.waiting(), []);
  }
  #saved(fresh: readonly (Partial | null)[], pending: readonly (Partial | null | undefined)[]): Plain {
    const rooms = this.#plan.positions.map((position, i) => {
      const room = new WaitingRoom(position, true);
      room.load(one(fresh[i]), one(pending[i]));
      return room;
    });
    return {ids: this.#chain.ids(), started: this.#started, ...savePartials(rooms)};
  }
  load(state: Plain): void {
    const saved = state as {ids: number; started: boolean};
    const rooms = this.#plan.positions.map((position) => new WaitingRoom(position, true));
    loadPartials(state, rooms, this.#plan.positions.length);
    this.#machine = null;
    this.#started = saved.started;
    this.#chain.ids(saved.ids);
    rooms.forEach((room, i) => this.#chain.put(i, [...room.fresh][0] ?? null));
    if (rooms.every((room) => room.pending.all.size === 0)) return;
    this.#handOver();
    this.#machine!.load(state);
  }
}

const one = (partial: Partial | null | undefined): Partial[] => (partial ? [partial] : []);
