import type {Plain} from '@tandem/wire';
import type {Stateful} from './state.ts';

/** The timer of one operator: due times first in, first out, as the operator set them. */
export interface Timer extends Stateful {
  /** Adds a due time. Setting the same time twice fires twice. */
  at(due: number): void;
  /** Forgets all due times. */
  clear(): void;
}

/** Due times, and which of the timers of one place and time came first: they fire in that order after a restore too. */
type SavedTimer = [] | [times: number[], serial: number] | number[];
/** A timer in a heap, by its oldest due time. */
export type Entry = {due: number; order: number; serial: number; timer: OperatorTimer};

/** Where timers stand in the order of creation, and what runs their turns: one for those of one operator in all keys of a partition. */
export type TimerPlace = {readonly order: number; readonly guard: ((turn: () => void) => void) | null};
/** Whose state a timer is part of. */
export type TimerOwner = {
  /** Its state is about to change by itself: a time has come. */
  touched(): void;
};
/** What timers tell of themselves. */
export type Waiting = {
  /** The oldest due time is there, or is another one. */
  enter(timer: OperatorTimer): void;
  /** As `enter`, behind as many as `serial` says. */
  enterAgain(timer: OperatorTimer, serial: number): void;
};

const NONE: number[] = [];

/** A timer as the scheduler sees it: only the oldest due time is looked at. One for each key of a partition, so it is small. */
export class OperatorTimer implements Timer {
  readonly place: TimerPlace;
  readonly #fire: (due: number) => void;
  readonly owner: TimerOwner | null;
  readonly #waiting: Waiting;
  /** The oldest due time; NaN: none. */
  due = NaN;
  /** Those after it, from `#head` on. */
  #later = NONE;
  #head = 0;
  dead = false;
  /** Being worked off in a jump of the clock, out of the heap meanwhile. */
  detached = false;
  /** Its entry in the heap, while it has one. */
  entry: Entry | null = null;

  constructor(waiting: Waiting, place: TimerPlace, fire: (due: number) => void, owner: TimerOwner | null) {
    this.#waiting = waiting;
    this.place = place;
    this.#fire = fire;
    this.owner = owner;
  }
  get isSet(): boolean {
    return !Number.isNaN(this.due);
  }
  at(due: number): void {
    if (!this.isSet) this.due = due;
    else if (this.#later === NONE) this.#later = [due];
    else this.#later.push(due);
    this.#waiting.enter(this);
  }
  clear(): void {
    this.#replace([]);
  }
  dispose(): void {
    this.dead = true;
    this.#replace([]);
  }
  fire(due: number): void {
    const {guard} = this.place;
    if (guard === null) this.#fire(due);
    else guard(() => this.#fire(due));
  }
  /** The oldest due time, which is no longer one. */
  take(): number {
    const {due} = this;
    const later = this.#later;
    if (this.#head === later.length) {
      this.due = NaN;
      this.#later = NONE;
      this.#head = 0;
      return due;
    }
    this.due = later[this.#head++]!;
    if (this.#head > 1024 && this.#head * 2 > later.length) {
      this.#later = later.slice(this.#head);
      this.#head = 0;
    }
    return due;
  }
  save(): Plain {
    return this.isSet ? [[this.due, ...this.#later.slice(this.#head)], this.entry?.serial ?? 0] : [];
  }
  load(state: Plain): void {
    const [times, serial] = state as SavedTimer;
    if (!Array.isArray(times)) return this.#replace(state as number[]);
    this.#replace(times);
    if (this.entry) this.#waiting.enterAgain(this, serial as number);
  }
  /** The old entry stays in the heap and is passed over. */
  #replace([due = NaN, ...later]: readonly number[]): void {
    this.due = due;
    this.#later = later.length === 0 ? NONE : later;
    this.#head = 0;
    this.entry = null;
    this.#waiting.enter(this);
  }
}
