import type {ValueWriter} from '@tandem/wire';
import type {Row} from '../api.ts';
import {type Cut, itemsPerStep, sharedSteps, type Steps} from '../core/cut.ts';
import {sortInSteps} from '../core/sort-in-steps.ts';
import {WideMap} from '../core/wide-map.ts';
import {type FlatMatch, rowField, timeField} from './flat-match.ts';
import type {StatePlan} from './state-plan.ts';

/** Of the generated code of a trail. */
export type Marked = {
  /** Begins a cut, or with false ends it. Answers who waits for the first event. */
  mark(on: boolean): Beginning;
  /** All that waited at the cut, in any order, some of them twice. */
  gather(): Steps<Was[]>;
};
type Beginning = {ids: number; open: boolean; id: number; ts: number};
/**
 * A match as it was: waiting at position `at`, as one of the fresh where that is below 0, in the order of `seq` there. It had
 * an event for each position before, and has kept those.
 */
type Was = {seq: number; at: number; match: FlatMatch};
/** `numbers`: of the matches' events, in turn, their places in `ts` and `rows`. */
type Gathered = {matches: readonly Was[]; numbers: readonly number[]; ts: readonly number[]; rows: readonly Row[]};

const rank = (was: Was): number => (was.at < 0 ? -2 * was.at : 2 * was.at + 1);
const inOrder = (a: Was, b: Was): number => rank(a) - rank(b) || a.seq - b.seq;

/** The matches of a trail in the making, laid out as those of `StateMachine` are. */
export class TrailCut implements Cut {
  readonly #trail: Marked;
  readonly #plan: StatePlan;
  readonly #begun: Beginning & {started: boolean};
  readonly #gathered: () => Steps<Gathered>;
  #isOpen = true;

  constructor(trail: Marked, plan: StatePlan, started: boolean) {
    this.#trail = trail;
    this.#plan = plan;
    this.#begun = {...trail.mark(true), started};
    this.#gathered = sharedSteps(this.#gather());
  }
  close(): void {
    if (this.#isOpen) this.#trail.mark(false);
    this.#isOpen = false;
  }
  *write(to: ValueWriter): Steps {
    const {ids, started} = this.#begun;
    const gathered = yield* this.#gathered();
    const {ts, rows} = gathered;
    to.object(5);
    to.value('ids');
    to.value(ids);
    to.value('started');
    to.value(started);
    to.value('events');
    to.array(rows.length);
    for (let i = 0; i < rows.length; i++) {
      if (i % itemsPerStep === 0) yield;
      to.array(2);
      to.value(ts[i]!);
      to.value(rows[i] as readonly unknown[] as readonly number[]);
    }
    to.value('partials');
    yield* this.#writePartials(to, gathered);
    to.value('places');
    yield* this.#writePlaces(to, gathered);
  }
  *#gather(): Steps<Gathered> {
    const sorted = yield* sortInSteps(yield* this.#trail.gather(), inOrder);
    const matches: Was[] = [];
    const numbers: number[] = [];
    const ts: number[] = [];
    const rows: Row[] = [];
    /** Events that several matches may have, by their serial numbers. */
    const shared = new WideMap<number, number>();
    for (const [n, was] of sorted.entries()) {
      if (n % itemsPerStep === 0) yield;
      if (was.seq === matches.at(-1)?.seq) continue;
      matches.push(was);
      const {match} = was;
      for (let i = 0; i < Math.abs(was.at); i++) {
        const serial = i === 0 ? undefined : (match[`s${i}`] as number);
        let number = serial === undefined ? undefined : shared.get(serial);
        if (number === undefined) {
          number = rows.length;
          ts.push(match[timeField(i)] as number);
          rows.push(match[rowField(i)] as Row);
          if (serial !== undefined) shared.set(serial, number);
        }
        numbers.push(number);
      }
    }
    return {matches, numbers, ts, rows};
  }
  /** As tuples: id, time, first and last for `within`, and what only other patterns have, then the events. */
  *#writePartials(to: ValueWriter, {matches, numbers, ts}: Gathered): Steps {
    const {open, id, ts: since} = this.#begun;
    const {within, positions} = this.#plan;
    const tuple = (its: number, at: number, first: number, last: number, events: readonly (number | null)[]): void => {
      to.value([its, at, first, last, 0, false, events]);
    };
    const none = positions.map(() => null);
    to.array(matches.length + (open ? 1 : 0));
    if (open) tuple(id, since, Infinity, -Infinity, none);
    let next = 0;
    for (const [n, {at, match}] of matches.entries()) {
      if (n % itemsPerStep === 0) yield;
      const filled = Math.abs(at);
      const events = none.map((_, i) => (i < filled ? numbers[next + i]! : null));
      next += filled;
      const start = match[timeField(0)] as number;
      const [first, last] = within === undefined ? [Infinity, -Infinity] : [start, start];
      tuple(match['id'] as number, ts[numbers[next - 1]!]!, first, last, events);
    }
  }
  *#writePlaces(to: ValueWriter, {matches}: Gathered): Steps {
    const {positions} = this.#plan;
    const counts = new Map<number, number>();
    for (const [n, {at}] of matches.entries()) {
      if (n % itemsPerStep === 0) yield;
      counts.set(at, (counts.get(at) ?? 0) + 1);
    }
    let next = this.#begun.open ? 1 : 0;
    to.array(positions.length);
    for (const {index} of positions) {
      to.object(2);
      for (const [name, at] of [['fresh', -index] as const, ['pending', index] as const]) {
        to.value(name);
        const isOpen = index === 0 && name === 'fresh' && this.#begun.open;
        const count = index === 0 ? 0 : (counts.get(at) ?? 0);
        to.array(isOpen ? 1 : count);
        if (isOpen) to.value(0);
        for (let i = 0; i < count; i++) {
          if (i % itemsPerStep === 0) yield;
          to.value(next++);
        }
      }
    }
  }
}
