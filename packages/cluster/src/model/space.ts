import {must} from '@tandem/base';
import {mailAfterTick, processAfterTick, rowAfterTick} from './aging.ts';
import {type Bounds, type Protocol, protocol as production, timingsOf} from './bounds.ts';
import {databaseSteps, lateSteps} from './database-steps.ts';
import {followerSteps} from './follower-steps.ts';
import {leaderSteps} from './leader-steps.ts';
import {mailSteps} from './mail-steps.ts';
import {NormalForm} from './normal-form.ts';
import {type Ids, Numbers, span} from './numbers.ts';
import type {LeaderRow} from '../ports.ts';
import {isOver, reducedSteps} from './reduction.ts';
import {emptyWorld, type Late, type Mail, nameOf, type Part, type Process, type World} from './state.ts';
import {type Parts, type Scope, Slots, type Step} from './step.ts';

type Moves = readonly {label: string; ids: readonly number[]}[];

const registering = [
  'p0 beats p1',
  'p1 hears p0',
  'p0 acknowledged',
  'p0 changes',
  'p0 applied change',
  'p0 answered change',
];

/**
 * All states and steps within the bounds. Parts are numbered, and what a step
 * makes of the parts that it looks at is found once by running the rules, then
 * remembered: the search itself is arithmetic.
 */
export class Space {
  readonly slots: Slots;
  readonly steps: readonly Step[];
  readonly width: number;
  readonly #scope: Scope;
  readonly #numbers: Numbers;
  readonly #normal: NormalForm;
  /** By step, by the part in its first slot, by those in the others. */
  readonly #moves: Map<number, Moves>[][];
  /** By incarnation, by its part: the steps that something may come of; last, those that no incarnation decides. */
  readonly #possible: number[][][];
  readonly #always: readonly number[];
  readonly #ticks: number[][];
  readonly #acts: number[][];

  constructor(bounds: Bounds, protocol: Protocol = production) {
    const n = bounds.incarnations;
    this.slots = new Slots(n);
    this.#scope = {bounds, protocol, slots: this.slots};
    const each = Array.from({length: n}, (_, i) => i);
    this.steps = each
      .flatMap((i) => [
        ...databaseSteps(i, this.#scope),
        ...mailSteps(i, this.#scope),
        ...leaderSteps(i, this.#scope),
        ...followerSteps(i, this.#scope),
        ...(bounds.reduced ? reducedSteps(i, this.#scope) : []),
      ])
      .concat(lateSteps(this.#scope));
    this.width = this.slots.count + 1;
    this.#numbers = new Numbers(this.slots.count, n);
    this.#normal = new NormalForm(this.#scope, this.#numbers);
    this.#moves = this.steps.map(() => []);
    this.#possible = each.map(() => []);
    this.#always = this.steps.flatMap(({slots}, s) => ((slots[0] as number) >= n ? [s] : []));
    this.#ticks = Array.from({length: this.slots.count}, () => []);
    this.#acts = each.map(() => []);
  }
  first(): Ids {
    let ids = this.#alone();
    if (this.#scope.bounds.start === 'alone') return ids;
    for (const name of registering) {
      const step = this.steps.findIndex((s) => s.name === name);
      const [move] = this.moves(step, ids);
      const next = new Uint32Array(this.width);
      this.after(ids, must(this.steps[step], name).slots, must(move, name).ids, next);
      ids = next;
    }
    return ids;
  }
  /** p0 is active in epoch 1 and alone; the others have done nothing yet. */
  #alone(): Ids {
    const {bounds, protocol} = this.#scope;
    const {rules} = protocol;
    const ids = new Uint32Array(this.width);
    for (let i = 0; i < bounds.incarnations; i++) {
      const name = nameOf(i);
      const idle = {name, change: null, touch: null, write: null};
      const view = rules.newLeader({me: name, epoch: 1, rev: 0, keeper: null, sent: 0}, timingsOf(bounds));
      const process: Process =
        i === 0
          ? {...idle, following: null, leading: {view, appended: false, durable: false, committed: false, peer: null}}
          : {
              ...idle,
              leading: null,
              following: {view: rules.newFollower(name), queue: {epoch: 0, holds: false}, proxied: null},
            };
      ids[i] = this.#idOf(i, process);
      ids[this.slots.mail(i)] = this.#idOf(this.slots.mail(i), []);
    }
    const row: LeaderRow = {
      epoch: 1,
      rev: 0,
      active: nameOf(0),
      keeper: null,
      leaseUntil: bounds.lease,
      released: false,
    };
    ids[this.slots.row] = this.#idOf(this.slots.row, row);
    ids[this.slots.late] = this.#idOf(this.slots.late, []);
    ids[this.slots.world] = this.#idOf(this.slots.world, emptyWorld);
    ids[this.width - 1] = 1;
    return ids;
  }
  /** Calls `each` with every step of which something may come. */
  possible(ids: Ids, each: (step: number) => void): void {
    for (let i = 0; i < this.#scope.bounds.incarnations; i++) {
      const id = ids[i] as number;
      const steps = ((this.#possible[i] as number[][])[id] ??= this.#possibleFor(i, this.#value(i, id)));
      for (const step of steps) each(step);
    }
    for (const step of this.#always) each(step);
  }
  #possibleFor(i: number, part: Part): number[] {
    return this.steps.flatMap(({slots, when}, s) => (slots[0] === i && (!when || when(part as never)) ? [s] : []));
  }
  moves(step: number, ids: Ids): Moves {
    const {slots, run} = must(this.steps[step], 'a step');
    const moves = must(this.#moves[step], 'moves');
    let key = 0;
    for (let k = 1; k < slots.length; k++) key = key * span + (ids[slots[k] as number] as number);
    const known = (moves[ids[slots[0] as number] as number] ??= new Map());
    const found = known.get(key);
    if (found) return found;
    const parts = slots.map((slot) => this.#value(slot, ids[slot] as number));
    const {reduced} = this.#scope.bounds;
    const outcomes = run(...(parts as never[])).filter(({parts: after}) => !reduced || !after.some(isOver));
    const made = outcomes.map(({label, parts: after}) => ({
      label,
      ids: after.map((part, k) => this.#idOf(must(slots[k], 'a slot'), part)),
    }));
    known.set(key, made);
    return made;
  }
  /** `from` after a move of a step, or after a tick, with what can no longer matter forgotten. */
  after(from: Ids, slots: readonly number[], moved: readonly number[], into: Ids): void {
    into.set(from);
    for (let k = 0; k < slots.length; k++) into[slots[k] as number] = moved[k] as number;
    this.#normal.apply(into, from);
  }
  tick(from: Ids, into: Ids): void {
    into.set(from);
    for (let slot = 0; slot < this.slots.count; slot++) {
      const ticks = this.#ticks[slot] as number[];
      const id = from[slot] as number;
      into[slot] = ticks[id] ??= this.#idOf(slot, this.#aged(slot, this.#value(slot, id)));
    }
    this.#normal.apply(into);
  }
  /** The epoch in which incarnation `i` may act; 0: it may not. */
  actsIn(i: number, ids: Ids): number {
    const known = this.#acts[i] as number[];
    const id = ids[i] as number;
    const found = known[id];
    if (found !== undefined) return found;
    const {leading} = this.#value(i, id) as Process;
    const epoch = leading && this.#scope.protocol.rules.mayAct(leading.view, 0) ? leading.view.epoch : 0;
    known[id] = epoch;
    return epoch;
  }
  parts(ids: Ids): Parts {
    const {slots} = this;
    const n = this.#scope.bounds.incarnations;
    const at = (slot: number): Part => this.#value(slot, ids[slot] as number);
    return {
      row: at(slots.row) as LeaderRow,
      processes: Array.from({length: n}, (_, i) => at(i) as Process),
      mail: Array.from({length: n}, (_, i) => at(slots.mail(i)) as Mail),
      late: at(slots.late) as Late,
      world: at(slots.world) as World,
    };
  }
  world(ids: Ids): World {
    return this.#value(this.slots.world, ids[this.slots.world] as number) as World;
  }
  /** A state of another space over as many incarnations. */
  adopt({row, processes, mail, late, world}: Parts): Ids {
    const {slots} = this;
    const ids = new Uint32Array(this.width);
    processes.forEach((p, i) => (ids[i] = this.#idOf(i, p)));
    mail.forEach((m, i) => (ids[slots.mail(i)] = this.#idOf(slots.mail(i), m)));
    ids[slots.row] = this.#idOf(slots.row, row);
    ids[slots.late] = this.#idOf(slots.late, late);
    ids[slots.world] = this.#idOf(slots.world, world);
    this.#normal.apply(ids);
    return ids;
  }
  #aged(slot: number, part: Part): Part {
    const {bounds} = this.#scope;
    const n = bounds.incarnations;
    if (slot < n) return processAfterTick(part as Process, bounds);
    if (slot === this.slots.row) return rowAfterTick(part as LeaderRow, bounds);
    return slot < this.slots.late ? mailAfterTick(part as Mail, bounds) : part;
  }
  #idOf(slot: number, part: Part): number {
    return this.#numbers.idOf(slot, part);
  }
  #value(slot: number, id: number): Part {
    return this.#numbers.value(slot, id);
  }
}
