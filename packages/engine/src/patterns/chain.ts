import {compileFunction} from 'node:vm';
import {encode, finish, type Plain, ValueReader} from '@tandem/wire';
import type {Row} from '../api.ts';
import {RESET} from '../core/chunk.ts';
import {type Cut, wholeCut} from '../core/cut.ts';
import type {Env} from '../core/env.ts';
import type {Stage} from '../core/stage.ts';
import type {Stateful} from '../core/state.ts';
import {chainText} from './chain-text.ts';
import {type FlatMatch, flatten} from './flat-match.ts';
import {type Held, type Match, Partial} from './partial.ts';
import {PlacesTaker, readPartials, savePartials} from './saved-partials.ts';
import {StateMachine} from './state-machine.ts';
import type {PositionPlan, StatePlan} from './state-plan.ts';
import {WaitingRoom} from './waiting-room.ts';

/** What waits in a chain grows with the square of its length: longer ones are left to the general machine. */
const LONGEST = 8;

/** A sequence of single events, of which `every` repeats the first or nothing. */
export function isChain({steps, positions}: Pick<StatePlan, 'steps' | 'positions'>): boolean {
  return (
    positions.length <= LONGEST &&
    positions.every((p) => p.kind === 'single' && p.partner === undefined) &&
    steps.every(({group}, i) => !group || (i === 0 && group.from === 0 && group.to === 0))
  );
}

/** Who waits at a position. `ts`: of its last event, or since when it waits for the first. */
type Waiter = {id: number; ts: number; events: readonly Held[]};
/** The generated part. */
type Chain = {
  /** Per source. Answers the match that the event completes, or null. */
  take: ((ts: number, row: Row) => FlatMatch | null)[];
  begin(ids: number): void;
  put(index: number, id: number, ts: number, events: readonly Held[]): void;
  /**
   * `waiting`: by position. `failed`: after a filter has failed, what those said that were asked: null for the others, false
   * where nobody waited.
   */
  list(): {ids: number; failed: readonly (boolean | null)[] | null; waiting: readonly (Waiter | null)[]};
};

/**
 * The state machine of a chain as generated code: at most one partial waits
 * at a position, and every event moves it on or ends it. Its state is laid out
 * as that of `StateMachine`, which takes over for good when a filter fails: what
 * then waits twice at one position has no place here.
 */
export function planChain(plan: StatePlan): (env: Env, next: Stage<FlatMatch>) => ChainMachine {
  const compiled = compileFunction(chainText(plan), ['C'], {filename: 'siddhi://sequence'}) as (
    positions: readonly PositionPlan[],
  ) => () => Chain;
  const make = compiled(plan.positions);
  return (env, next) => new ChainMachine(plan, make(), env, next);
}

export class ChainMachine implements Stateful {
  readonly #plan: StatePlan;
  readonly #chain: Chain;
  readonly #env: Env;
  readonly #next: Stage<FlatMatch>;
  #started = false;
  #machine: StateMachine | null = null;

  constructor(plan: StatePlan, chain: Chain, env: Env, next: Stage<FlatMatch>) {
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
    this.#chain.begin(1);
    this.#chain.put(0, 0, -1, []);
  }
  stage(source: number): Stage {
    const next = this.#next;
    const take = this.#chain.take[source]!;
    // A match leaves before the next event of the chunk where the event could fill several positions.
    const atOnce = this.#plan.readers[source]!.length > 1;
    const one = (ts: number, row: Row): void => {
      if (this.#machine !== null) return this.#machine.stage(source).one(ts, row);
      let match: FlatMatch | null;
      try {
        match = take(ts, row);
      } catch (error) {
        this.#handOver({ts, row});
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
        const ready: {ts: number; match: FlatMatch}[] = [];
        for (let i = 0; i < chunk.length; i++) {
          if (chunk.kinds[i] === RESET) continue;
          const [ts, row] = [chunk.ts[i]!, chunk.rows[i]!];
          if (atOnce || this.#machine !== null) {
            one(ts, row);
            continue;
          }
          let match: FlatMatch | null;
          try {
            match = take(ts, row);
          } catch (error) {
            this.#handOver({ts, row});
            throw error;
          }
          if (match !== null) ready.push({ts, match});
        }
        for (const {ts, match} of ready) next.one(ts, match);
      },
    };
  }
  /**
   * A filter has failed: the general machine goes on. Those that the event had moved on wait at the next position, those that
   * it ended are gone, the others may still match.
   */
  #handOver(event: Held): void {
    const {failed, waiting} = this.#chain.list();
    const fresh: (Waiter | null)[] = waiting.map(() => null);
    const pending = waiting.map((waiter, i) => {
      const said = failed?.[i] ?? null;
      if (waiter && said === true && i + 1 < fresh.length)
        fresh[i + 1] = {id: waiter.id, ts: event.ts, events: [...waiter.events, event]};
      return said === null ? waiter : null;
    });
    this.#toGeneral(this.#saved(fresh, pending, 1));
  }
  #toGeneral(state: Plain): void {
    const next: Stage<Match> = {
      one: (ts, match) => this.#next.one(ts, flatten(match)),
      pair: (expiredAt, expired, ts, match) => this.#next.pair(expiredAt, flatten(expired), ts, flatten(match)),
      chunk: (chunk) => this.#next.chunk(chunk.map(flatten)),
    };
    const machine = new StateMachine(this.#plan, {...this.#env, state: (_, member) => member}, next);
    machine.load(state);
    this.#machine = machine;
  }
  /** Large only once the general machine has taken over. */
  cut(): Cut {
    return this.#machine?.cut() ?? wholeCut(this.save());
  }
  save(): Plain {
    if (this.#machine !== null) return this.#machine.save();
    return this.#saved(this.#chain.list().waiting, []);
  }
  /** `newer`: events that the fresh ones have and the pending ones have not. */
  #saved(fresh: readonly (Waiter | null)[], pending: readonly (Waiter | null)[], newer = 0): Plain {
    // Events of a chain are in a row: one that several have is as old in each.
    const shared = new Map<number, Held>();
    const rooms = this.#plan.positions.map((position, i) => {
      const room = new WaitingRoom(position, true);
      room.load(this.#partials(fresh[i], 0, shared), this.#partials(pending[i], newer, shared));
      return room;
    });
    return {ids: this.#chain.list().ids, started: this.#started, ...savePartials(rooms)};
  }
  #partials(waiter: Waiter | null | undefined, newest: number, shared: Map<number, Held>): Partial[] {
    if (!waiter) return [];
    const {id, ts, events} = waiter;
    const slots = this.#plan.positions.map((_, i): Held | null => {
      if (i >= events.length) return null;
      const age = newest + events.length - i;
      const held = shared.get(age) ?? events[i]!;
      shared.set(age, held);
      return held;
    });
    const [first] = slots;
    const time = first && this.#plan.within !== undefined ? {first: first.ts, last: first.ts} : {};
    return [Object.assign(new Partial(id, slots), {ts, ...time})];
  }
  load(state: Plain): void {
    const rooms = this.#plan.positions.map((position) => new WaitingRoom(position, true));
    const taker = new PlacesTaker(rooms);
    finish(readPartials(new ValueReader(encode(state)), rooms.length, taker));
    this.#machine = null;
    this.#started = taker.isStarted;
    this.#chain.begin(taker.ids);
    for (const [i, room] of rooms.entries())
      for (const {id, ts, slots} of room.fresh) this.#chain.put(i, id, ts, slots.slice(0, i) as Held[]);
    if (rooms.some((room) => room.pending.all.size > 0)) this.#toGeneral(state);
  }
}
