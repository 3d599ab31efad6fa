import type {Scheduler} from '../core/scheduler.ts';
import type {Stage} from '../core/stage.ts';
import type {Stateful} from '../core/state.ts';
import type {Timer, TimerPlace} from '../core/timer.ts';
import type {InstanceEnv} from '../plan/app-planner.ts';
import type {Instance} from './instance.ts';
import type {KeyLayout} from './key-layout.ts';

/** The key that is being made. */
export type Making = {readonly instance: Instance; readonly inner: (id: string) => Stage};

/** What the operators of one query are made in, for all keys: it knows which of them is being made. */
export class QueryEnv implements InstanceEnv {
  readonly now: () => number;
  readonly query: string;
  readonly keyed = true;
  readonly #scheduler: Scheduler;
  readonly #layout: KeyLayout;
  readonly #guard: (turn: () => void) => void;
  /** Of its timers: each has one in the order of all, for all keys. */
  readonly #places: TimerPlace[] = [];
  #making!: Making;
  #timers = 0;

  constructor(query: string, scheduler: Scheduler, layout: KeyLayout, guard: (turn: () => void) => void) {
    this.query = query;
    this.now = () => scheduler.now();
    this.#scheduler = scheduler;
    this.#layout = layout;
    this.#guard = guard;
  }
  begin(making: Making): void {
    this.#making = making;
    this.#timers = 0;
    this.#layout.query(this.query);
  }
  get inner(): (id: string) => Stage {
    return this.#making.inner;
  }
  get touched(): () => void {
    const {instance} = this.#making;
    return () => instance.touched();
  }
  state<T extends Stateful>(name: string, member: T): T {
    this.#layout.state(name);
    this.#making.instance.states.push(member);
    return member;
  }
  timer(fire: (due: number) => void): Timer {
    const place = (this.#places[this.#timers++] ??= this.#scheduler.place(this.#guard));
    return this.state('timer', this.#scheduler.timer(fire, place, this.#making.instance));
  }
}
