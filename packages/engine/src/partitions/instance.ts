import type {Stage} from '../core/stage.ts';
import type {Stateful} from '../core/state.ts';
import {OperatorTimer, type TimerOwner} from '../core/timer.ts';

/** Whom an instance belongs to. */
export type Changing = {
  /** Called before anything in the instance does. */
  changes(instance: Instance): void;
};

/** The queries of one key: what they hold. All else, code and names, is shared by the keys. */
export class Instance implements TimerOwner {
  readonly key: string;
  /** Where events of the first source go, then those of the others. */
  first!: Stage;
  others = NONE;
  /** In the order of the layout. */
  states: Stateful[] = [];
  /** The engine's time of the last event, counted from `Keys.since`: a fraction or a large number is an object of its own. */
  used = 0;
  /** Grows with each instance: the order in which they are saved. */
  readonly born: number;
  /** The newest cut that knows what it was then. */
  cut: number;
  readonly #owner: Changing;

  constructor(key: string, born: number, cut: number, owner: Changing) {
    this.key = key;
    this.born = born;
    this.cut = cut;
    this.#owner = owner;
  }
  stage(at: number): Stage {
    return at === 0 ? this.first : this.others[at - 1]!;
  }
  touched(): void {
    this.#owner.changes(this);
  }
  dispose(): void {
    for (const state of this.states) if (state instanceof OperatorTimer) state.dispose();
  }
}

const NONE: readonly Stage[] = [];
