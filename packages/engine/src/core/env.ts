import type {Scheduler, Timer} from './scheduler.ts';
import type {Stateful, StateRegistry} from './state.ts';

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
};

/**
 * `guard` runs a timer's turn: errors in it must not reach the clock's mover. `disposers` ends the
 * timers of a purged key; `places` is shared by the keys of a partition: the n-th timer of each has one place;
 * `touched`: see `Scheduler.timer`.
 */
export function makeEnv(
  scheduler: Scheduler,
  registry: StateRegistry,
  guard: (turn: () => void) => void,
  disposers: (() => void)[],
  places?: number[],
  query?: string,
  touched?: () => void,
): Env {
  let made = 0;
  return {
    now: () => scheduler.now(),
    ...(query !== undefined && {query}),
    ...(touched && {touched}),
    state: (name, member) => registry.add(name, member),
    timer: (fire) => {
      const at = made++;
      if (places && places[at] === undefined) places[at] = scheduler.place();
      const timer = scheduler.timer((due) => guard(() => fire(due)), places?.[at], touched);
      disposers.push(() => timer.dispose());
      return registry.add('timer', timer);
    },
  };
}
