import {must} from '@tandem/base';
import {mailAfterTick, processAfterTick, rowAfterTick} from './aging.ts';
import {type Bounds, type Protocol, protocol as production, timingsOf} from './bounds.ts';
import {databaseSteps, lateSteps} from './database-steps.ts';
import {followerSteps} from './follower-steps.ts';
import {lateOf, mailOf, processOf} from './forgetting.ts';
import {Interner} from './interner.ts';
import {leaderSteps} from './leader-steps.ts';
import {mailSteps} from './mail-steps.ts';
import type {LeaderRow} from '../ports.ts';
import {emptyWorld, type Late, type Mail, nameOf, type Part, type Process, type World} from './state.ts';
import {type Parts, type Scope, Slots, type Step} from './step.ts';

/** A state: for each slot the number of the part that is there; last, the largest epoch that ever acted. */
export type Ids = Uint32Array;
/** More than there are values of anything but a process, so that keys of several slots do not meet. */
const span = 1 << 15;
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
  readonly #interners: Interner<Part>[];
  /** By step, by the part in its first slot, by those in the others. */
  readonly #moves: Map<number, Moves>[][];
  readonly #ticks: number[][];
  readonly #acts: number[][];
  readonly #settled: Map<number, number>[][];

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
      ])
      .concat(lateSteps(this.#scope));
    this.width = this.slots.count + 1;
    this.#interners = Array.from({length: this.slots.count}, () => new Interner<Part>());
    this.#moves = this.steps.map(() => []);
    this.#ticks = this.#interners.map(() => []);
    this.#acts = each.map(() => []);
    this.#settled = this.#interners.map(() => []);
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
  moves(step: number, ids: Ids): Moves {
    const {slots, run} = must(this.steps[step], 'a step');
    const moves = must(this.#moves[step], 'moves');
    let key = 0;
    for (let k = 1; k < slots.length; k++) key = key * span + (ids[slots[k] as number] as number);
    const known = (moves[ids[slots[0] as number] as number] ??= new Map());
    const found = known.get(key);
    if (found) return found;
    const parts = slots.map((slot) => this.#value(slot, ids[slot] as number));
    const made = run(...(parts as never[])).map(({label, parts: after}) => ({
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
    this.#settle(into);
  }
  tick(from: Ids, into: Ids): void {
    into.set(from);
    for (let slot = 0; slot < this.slots.count; slot++) {
      const ticks = this.#ticks[slot] as number[];
      const id = from[slot] as number;
      into[slot] = ticks[id] ??= this.#idOf(slot, this.#aged(slot, this.#value(slot, id)));
    }
    this.#settle(into);
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
    this.#settle(ids);
    return ids;
  }
  #settle(ids: Ids): void {
    const {row, late} = this.slots;
    const n = this.#scope.bounds.incarnations;
    for (let i = 0; i < n; i++) {
      this.#settleBy(i, row, ids);
      this.#settleBy(this.slots.mail(i), i, ids);
    }
    this.#settleBy(late, row, ids);
  }
  /** Forgets in the part of one slot what, given that of another, can no longer matter. */
  #settleBy(slot: number, bySlot: number, ids: Ids): void {
    const id = ids[slot] as number;
    const by = ids[bySlot] as number;
    const settled = this.#settled[slot] as Map<number, number>[];
    const known = (settled[id] ??= new Map());
    let after = known.get(by);
    if (after === undefined) {
      after = this.#idOf(slot, this.#forgotten(slot, this.#value(slot, id), this.#value(bySlot, by)));
      known.set(by, after);
    }
    ids[slot] = after;
  }
  #forgotten(slot: number, part: Part, by: Part): Part {
    if (slot < this.#scope.bounds.incarnations) return processOf(part as Process, by as LeaderRow, this.#scope);
    return slot === this.slots.late
      ? lateOf(part as Late, by as LeaderRow, this.#scope)
      : mailOf(by as Process, part as Mail);
  }
  #aged(slot: number, part: Part): Part {
    const {bounds} = this.#scope;
    const n = bounds.incarnations;
    if (slot < n) return processAfterTick(part as Process, bounds);
    if (slot === this.slots.row) return rowAfterTick(part as LeaderRow, bounds);
    return slot < this.slots.late ? mailAfterTick(part as Mail, bounds) : part;
  }
  #idOf(slot: number, part: Part): number {
    const id = (this.#interners[slot] as Interner<Part>).idOf(part);
    if (slot >= this.#scope.bounds.incarnations && id >= span) throw new Error(`too many values of slot ${slot}`);
    return id;
  }
  #value(slot: number, id: number): Part {
    return must((this.#interners[slot] as Interner<Part>).values[id], 'a part');
  }
}
