import type {LeaderRow} from '../ports.ts';
import {sortedLate} from './database-steps.ts';
import {grantsNothing, isSpent, lateOf, mailOf, mailTo, overProcess, processOf} from './forgetting.ts';
import {type Ids, type Numbers, span} from './numbers.ts';
import {type Late, type Mail, nameOf, type Part, type Process} from './state.ts';
import type {Scope} from './step.ts';
import {mirrored} from './symmetry.ts';

/** Brings a state into the form that stands for all that can only go on alike. What one part makes of another is found once. */
export class NormalForm {
  readonly #scope: Scope;
  readonly #numbers: Numbers;
  /** By slot, by the slot that it depends on, by the part there. */
  readonly #settled: Map<number, number>[][][];
  readonly #spent: Map<number, number>[][];
  /** The smallest epoch that an incarnation still hears, as a follower. */
  readonly #hears: number[][];
  readonly #symmetric: boolean;
  readonly #mirrors: number[][];
  readonly #image: Ids;

  constructor(scope: Scope, numbers: Numbers) {
    this.#scope = scope;
    this.#numbers = numbers;
    const {reduced, incarnations, linked} = scope.bounds;
    const slots = Array.from({length: scope.slots.count}, (_, slot) => slot);
    this.#settled = slots.map(() => slots.map(() => []));
    this.#spent = slots.map(() => []);
    this.#hears = slots.map(() => []);
    this.#symmetric = reduced && incarnations === 3 && linked >= 3;
    this.#mirrors = slots.map(() => []);
    this.#image = new Uint32Array(scope.slots.count);
  }
  /** `from`: a state in this form from which it came in one step, so that what is as it was there needs no look. */
  apply(ids: Ids, from?: Ids): void {
    const {slots} = this.#scope;
    const {incarnations, reduced} = this.#scope.bounds;
    for (let i = 0; i < incarnations; i++) this.#settleUnlessOld(i, slots.row, ids, from);
    for (let i = 0; i < incarnations; i++) {
      for (let j = 0; j < incarnations; j++) this.#settleUnlessOld(slots.mail(i), j, ids, from);
    }
    this.#settleUnlessOld(slots.late, slots.row, ids, from);
    if (reduced) this.#endSpent(ids);
    if (this.#symmetric) this.#takeFirstOfTwins(ids);
  }
  #settleUnlessOld(slot: number, bySlot: number, ids: Ids, from: Ids | undefined): void {
    if (from && ids[slot] === from[slot] && ids[bySlot] === from[bySlot]) return;
    this.#settle(slot, bySlot, ids);
  }
  /** Forgets in the part of one slot what, given that of another, can no longer matter. */
  #settle(slot: number, bySlot: number, ids: Ids): void {
    const id = ids[slot] as number;
    const by = ids[bySlot] as number;
    const settled = (this.#settled[slot] as Map<number, number>[][])[bySlot] as Map<number, number>[];
    const known = (settled[id] ??= new Map());
    let after = known.get(by);
    if (after === undefined) {
      const part = this.#numbers.value(slot, id);
      after = this.#numbers.idOf(slot, this.#forgotten(slot, part, bySlot, this.#numbers.value(bySlot, by)));
      known.set(by, after);
    }
    ids[slot] = after;
  }
  #forgotten(slot: number, part: Part, bySlot: number, by: Part): Part {
    const {slots, bounds} = this.#scope;
    if (slot < bounds.incarnations) return processOf(part as Process, by as LeaderRow, this.#scope);
    if (slot === slots.late) return lateOf(part as Late, by as LeaderRow, this.#scope);
    const forget = slot === slots.mail(bySlot) ? mailOf : mailTo;
    return forget(by as Process, part as Mail, this.#scope);
  }
  /** Of an active that can never act again nothing is left. */
  #endSpent(ids: Ids): void {
    const {slots, bounds} = this.#scope;
    for (let i = 0; i < bounds.incarnations; i++) {
      const epoch = this.#spentEpoch(i, ids);
      if (epoch === 0 || this.#isHeard(i, epoch, ids)) continue;
      ids[i] = this.#numbers.idOf(i, overProcess(nameOf(i)));
      ids[slots.mail(i)] = this.#numbers.idOf(slots.mail(i), []);
    }
  }
  /** 0: it is not spent. */
  #spentEpoch(i: number, ids: Ids): number {
    const {slots} = this.#scope;
    const id = ids[i] as number;
    const row = ids[slots.row] as number;
    const mail = ids[slots.mail(i)] as number;
    const known = ((this.#spent[i] as Map<number, number>[])[id] ??= new Map());
    const key = row * span + mail;
    let epoch = known.get(key);
    if (epoch === undefined) {
      const p = this.#numbers.value(i, id) as Process;
      const spent =
        grantsNothing(this.#numbers.value(slots.mail(i), mail) as Mail) &&
        isSpent(p, this.#numbers.value(slots.row, row) as LeaderRow, this.#scope);
      epoch = spent ? (p.leading?.view.epoch ?? 0) : 0;
      known.set(key, epoch);
    }
    return epoch;
  }
  #isHeard(i: number, epoch: number, ids: Ids): boolean {
    for (let j = 0; j < this.#scope.bounds.incarnations; j++) {
      const id = ids[j] as number;
      const hears = ((this.#hears[j] as number[])[id] ??=
        (this.#numbers.value(j, id) as Process).following?.view.epoch ?? Number.POSITIVE_INFINITY);
      if (j !== i && hears <= epoch) return true;
    }
    return false;
  }
  #takeFirstOfTwins(ids: Ids): void {
    const {slots} = this.#scope;
    const image = this.#image;
    for (let slot = 0; slot < slots.count; slot++) {
      const to = slots.mirror(slot);
      const id = ids[slot] as number;
      image[to] = (this.#mirrors[slot] as number[])[id] ??= this.#numbers.idOf(to, this.#mirrored(slot, id));
    }
    const differs = image.findIndex((id, slot) => id !== ids[slot]);
    if (differs >= 0 && (image[differs] as number) < (ids[differs] as number)) ids.set(image);
  }
  #mirrored(slot: number, id: number): Part {
    const part = mirrored(this.#numbers.value(slot, id));
    return slot === this.#scope.slots.late ? sortedLate(part as Late) : part;
  }
}
