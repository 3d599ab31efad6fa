import {type Plain, ValueWriter} from '@tandem/wire';
import type {StateCut} from '../api.ts';
import type {Cut, Steps} from './cut.ts';
import type {StateRegistry} from './state.ts';

type Take = (page: Uint8Array) => void;
type Registered = ReturnType<StateRegistry['cut']>;

/** The state of an app at one moment: what a snapshot says before and behind the operators' states, and those. */
export class AppCut implements StateCut {
  readonly #before: readonly Plain[];
  readonly #states: Registered;
  readonly #behind: readonly Plain[];
  readonly #clock: Plain;

  /** `clock`: the piece of that name. */
  constructor(before: readonly Plain[], states: Registered, behind: readonly Plain[], clock: Plain) {
    this.#before = before;
    this.#states = states;
    this.#behind = behind;
    this.#clock = clock;
  }
  *snapshot(take?: Take): Steps<Uint8Array[]> {
    const to = new ValueWriter(take);
    to.array(this.#before.length + 1 + this.#behind.length);
    for (const value of this.#before) to.value(value);
    yield* this.#states.write(to);
    for (const value of this.#behind) to.value(value);
    return to.finish();
  }
  of(stateful: string, take?: Take): Steps<Uint8Array[]> | undefined {
    if (stateful === 'clock') return written((to) => to.value(this.#clock), take);
    const cut = this.#states.find(stateful);
    return cut && written((to) => cut.write(to), take);
  }
  close(): void {
    this.#states.close();
  }
}

function* written(write: (to: ValueWriter) => ReturnType<Cut['write']> | void, take?: Take): Steps<Uint8Array[]> {
  const to = new ValueWriter(take);
  const steps = write(to);
  if (steps) yield* steps;
  return to.finish();
}
