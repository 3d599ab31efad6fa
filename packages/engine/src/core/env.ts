import type {Scheduler} from './scheduler.ts';
import type {Stateful, StateRegistry} from './state.ts';
import type {Timer} from './timer.ts';

/**
 * What an operator is made in: one per query, and in a partition one per
 * query and key. Plans are shared by all keys, instances are not.
 */
export type Env = {
  /** The engine's clock, ms. */
  now: () => number;
  /** To be called before the operator's state changes for another reason than an event that was sent to it, or its timer. */
  touched?: () => void;
  /** Registers state under the query's name. */
  state<T extends Stateful>(name: string, member: T): T;
  /** A timer of this instance; its due times are part of the state. `fire` gets the due time, `now()` may be later. */
  timer(fire: (due: number) => void): Timer;
  /** The query that it is made for; absent where it is none. */
  readonly query?: string;
  /** There is one for each key of a partition. */
  readonly keyed?: true;
};

/** `guard`: see `Scheduler.place`. */
export function makeEnv(
  scheduler: Scheduler,
  registry: StateRegistry,
  guard: (turn: () => void) => void,
  query?: string,
): Env {
  return {
    now: () => scheduler.now(),
    ...(query !== undefined && {query}),
    state: (name, member) => registry.add(name, member),
    timer: (fire) => registry.add('timer', scheduler.timer(fire, scheduler.place(guard))),
  };
}
