import {must} from '@tandem/base';
import type {Entry, Output} from '../ports.ts';
import type {World} from './world.ts';

/** One entry applied after a given history: the same parent and entry are the same step. */
export type Step = {
  id: number;
  parent: Step | undefined;
  sequence: number;
  entry: Entry | undefined;
  outputs: readonly Output[];
  /** Of the machine's state. */
  digest: number;
  /** What was applied after it, here or on another node. */
  children: Step[];
};

/**
 * What the run has committed itself to. Steps form a tree of histories;
 * whatever was answered or published pins one line through it, and every
 * active has to be on that line.
 */
export class Canon {
  readonly #world: World;
  readonly root: Step = {id: 0, parent: undefined, sequence: 0, entry: undefined, outputs: [], digest: 0, children: []};
  readonly #steps: Step[] = [this.root];
  /** The newest step that is answered or published. */
  top: Step = this.root;
  readonly delivered = new Map<string, {body: unknown; times: number}>();

  constructor(world: World) {
    this.#world = world;
  }
  /** An entry may be missing: what depends on all of them is not compared. */
  get waived(): boolean {
    return this.#world.waived;
  }
  violate(what: string): void {
    this.#world.violate(what);
  }
  stepById(id: number): Step {
    return must(this.#steps[id], `step ${id}`);
  }
  applied(parent: Step, entry: Entry, outputs: readonly Output[], digest: number): Step {
    const known = parent.children.find(({entry: e}) => e !== undefined && same(e, entry));
    if (known) {
      if (known.digest !== digest)
        this.violate(`state differs after entry ${entry.sequence}: ${digest}, before ${known.digest}`);
      return known;
    }
    if (!this.#world.waived) {
      if (entry.sequence !== parent.sequence + 1)
        this.violate(`entry ${entry.sequence} applied after ${parent.sequence}`);
      if (parent.entry && entry.timestamp < parent.entry.timestamp)
        this.violate(`time falls at entry ${entry.sequence}`);
      if (parent.entry && entry.epoch < parent.entry.epoch) this.violate(`epoch falls at entry ${entry.sequence}`);
    }
    const step: Step = {id: this.#steps.length, parent, sequence: entry.sequence, entry, outputs, digest, children: []};
    this.#steps.push(step);
    parent.children.push(step);
    return step;
  }
  /** `who`, at `head`, lets `sequence` count: answers it or publishes its outputs. */
  commits(who: string, head: Step, sequence: number): void {
    if (this.#world.waived) return;
    const step = back(head, sequence);
    if (sequence > this.top.sequence) {
      if (back(step, this.top.sequence) !== this.top) {
        this.violate(`S3: ${who} commits ${sequence}, but its history lacks committed entry ${this.top.sequence}`);
      }
      this.top = step;
    } else if (back(this.top, sequence) !== step) {
      this.violate(`S3: ${who} commits another entry ${sequence} than was committed before`);
    }
  }
  /** A node that becomes active must know everything that counts. */
  activates(who: string, head: Step): void {
    if (this.#world.waived) return;
    if (head.sequence < this.top.sequence || back(head, this.top.sequence) !== this.top) {
      this.violate(`S3: ${who} is active at entry ${head.sequence} without committed entry ${this.top.sequence}`);
    }
  }
  delivers(who: string, output: Output): void {
    const known = this.delivered.get(output.id);
    if (known && known.body !== output.body && !this.#world.waived) {
      this.violate(`${who} publishes ${output.id} as ${String(output.body)}, before it was ${String(known.body)}`);
    }
    if (known) known.times++;
    else this.delivered.set(output.id, {body: output.body, times: 1});
  }
}

function same(a: Entry, b: Entry): boolean {
  return (
    a.sequence === b.sequence &&
    a.timestamp === b.timestamp &&
    a.epoch === b.epoch &&
    a.payload.length === b.payload.length &&
    a.payload.every((byte, i) => byte === b.payload[i])
  );
}

/** The step at `sequence` on the way to `step`. */
function back(step: Step, sequence: number): Step {
  let at = step;
  while (at.sequence > sequence && at.parent) at = at.parent;
  return at;
}

/** All steps from the first to `step`. */
export function line(step: Step): Step[] {
  const steps: Step[] = [];
  for (let at: Step | undefined = step; at?.parent; at = at.parent) steps.push(at);
  return steps.reverse();
}
