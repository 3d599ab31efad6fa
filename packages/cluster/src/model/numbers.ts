import {must} from '@tandem/base';
import {Interner} from './interner.ts';
import type {Part} from './state.ts';

/** A state: for each slot the number of the part that is there; last, the largest epoch that ever acted. */
export type Ids = Uint32Array;
/** More than there are values of anything but a process, so that keys of several slots do not meet. */
export const span = 1 << 15;

/** The numbers that stand for parts, slot by slot. */
export class Numbers {
  readonly #incarnations: number;
  readonly #interners: Interner<Part>[];

  constructor(slots: number, incarnations: number) {
    this.#incarnations = incarnations;
    this.#interners = Array.from({length: slots}, () => new Interner<Part>());
  }
  idOf(slot: number, part: Part): number {
    const id = (this.#interners[slot] as Interner<Part>).idOf(part);
    if (slot >= this.#incarnations && id >= span) throw new Error(`too many values of slot ${slot}`);
    return id;
  }
  value(slot: number, id: number): Part {
    return must((this.#interners[slot] as Interner<Part>).values[id], 'a part');
  }
}
