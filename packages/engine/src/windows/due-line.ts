import type {Plain} from '@tandem/wire';
import {must} from '@tandem/base';
import {type Cut, listCut} from '../core/cut.ts';
import type {Env} from '../core/env.ts';
import type {Timer} from '../core/timer.ts';
import type {Stateful} from '../core/state.ts';

/**
 * Due times, first in, first out. Fires like a timer that was given all of
 * them, but only the oldest waits there, so that a long line stays cheap.
 */
export class DueLine implements Stateful {
  readonly #timer: Timer;
  #line: number[] = [];
  #head = 0;

  constructor(env: Env, fire: (due: number) => void) {
    this.#timer = env.timer((due) => {
      this.#drop();
      if (this.#line.length > this.#head) this.#timer.at(this.#first());
      fire(due);
    });
  }
  /** A time that was the last one added is not added again. */
  at(due: number): void {
    if (this.#line.length > this.#head && this.#line.at(-1) === due) return;
    this.#line.push(due);
    if (this.#line.length === this.#head + 1) this.#timer.at(due);
  }
  save(): Plain {
    return this.#line.slice(this.#head);
  }
  cut(): Cut {
    return listCut(this.#line, this.#head);
  }
  load(state: Plain): void {
    this.#line = [...(state as number[])];
    this.#head = 0;
  }
  #first(): number {
    return must(this.#line[this.#head], 'a first due time');
  }
  #drop(): void {
    this.#head++;
    if (this.#head < 1024 || this.#head * 2 < this.#line.length) return;
    this.#line = this.#line.slice(this.#head);
    this.#head = 0;
  }
}
