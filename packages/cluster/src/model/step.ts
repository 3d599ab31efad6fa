import type {LeaderRow} from '../ports.ts';
import type {Bounds, Protocol} from './bounds.ts';
import type {Late, Mail, Part, Process, World} from './state.ts';

/** One way in which the parts that a step looks at may go on. */
export type Outcome = {label: string; parts: readonly Part[]};
/** Something that may happen. It sees and changes the parts in `slots` only, so its outcomes are found once for equal parts. */
export type Step = {
  name: string;
  slots: readonly number[];
  run: (...parts: never[]) => Outcome[];
  /** Nothing comes of it for a part in the first slot of which this does not hold. */
  when?: ((first: never) => boolean) | undefined;
};
export const leads = (p: Process): boolean => p.leading !== null;
export const follows = (p: Process): boolean => p.following !== null;

/** Where each part of a state is. */
export class Slots {
  readonly #n: number;
  constructor(incarnations: number) {
    this.#n = incarnations;
  }
  process = (i: number): number => i;
  mail = (i: number): number => this.#n + 1 + i;
  get row(): number {
    return this.#n;
  }
  get late(): number {
    return 2 * this.#n + 1;
  }
  get world(): number {
    return 2 * this.#n + 2;
  }
  /** Where a part is when p1 and p2 change places. */
  mirror = (slot: number): number => {
    const first = slot <= this.#n ? 0 : this.#n + 1;
    const i = slot - first;
    return slot === this.row || slot >= this.late || (i !== 1 && i !== 2) ? slot : first + 3 - i;
  };
  get count(): number {
    return 2 * this.#n + 3;
  }
}

export type Scope = {bounds: Bounds; protocol: Protocol; slots: Slots};

/** The parts of a whole state, by what they are. */
export type Parts = {row: LeaderRow; processes: Process[]; mail: Mail[]; late: Late; world: World};

export const outcome = (label: string, ...parts: Part[]): Outcome => ({label, parts});
