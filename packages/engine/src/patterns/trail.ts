import {compileFunction} from 'node:vm';
import {must} from '@tandem/base';
import {encode, finish, type Plain, ValueReader} from '@tandem/wire';
import type {Row} from '../api.ts';
import {Chunk} from '../core/chunk.ts';
import {type Cut, readPerStep, type Steps} from '../core/cut.ts';
import type {Env} from '../core/env.ts';
import {projecting, type Stepping} from '../core/fused.ts';
import {KeySlots, slotOf} from '../core/key-slots.ts';
import {sortInSteps} from '../core/sort-in-steps.ts';
import type {Stage} from '../core/stage.ts';
import type {Stateful} from '../core/state.ts';
import {type FlatMatch, rowField, timeField} from './flat-match.ts';
import {byTime, type Held, Partial} from './partial.ts';
import {readPartials, savePartials} from './saved-partials.ts';
import type {PositionPlan, StatePlan} from './state-plan.ts';
import {type Marked, TrailCut} from './trail-cut.ts';
import {TrailTaker} from './trail-taker.ts';
import {trailText} from './trail-text.ts';
import {WaitingRoom} from './waiting-room.ts';

/** A pattern of two or more single events, one after the other, of which `every` repeats the first or nothing. */
export function isTrail({steps, positions}: Pick<StatePlan, 'steps' | 'positions'>): boolean {
  return (
    steps.length > 1 &&
    positions.every((p) => p.kind === 'single' && p.partner === undefined) &&
    steps.every(({group}, i) => !group || (i === 0 && group.from === 0 && group.to === 0))
  );
}

type Beginning = {ids: number; open: boolean; id: number; ts: number};
type Waiting = {fresh: readonly FlatMatch[]; pending: readonly FlatMatch[]};
/** The generated part. Who waits for the first event is `open`, with its `id` and time. */
export type Trail = Marked & {
  stages: readonly Stage[];
  /** `serial`: no event in a match has a greater one. */
  begin(state: Beginning & {serial: number}): void;
  /** A match that waits at `position`: in `slots`, from `at` on, are its events' places in `ts` and `rows`. */
  put(
    position: number,
    isFresh: boolean,
    id: number,
    slots: Int32Array,
    at: number,
    ts: Float64Array,
    rows: readonly Row[],
  ): FlatMatch;
  list(): Beginning & {places: readonly Waiting[]};
  /** Under `within`: enters a match into the order of time, and what that is. */
  note: ((match: FlatMatch) => void) | null;
  byStart: ((a: FlatMatch, b: FlatMatch) => number) | null;
};
type MakeTrail = (
  next: Stage<FlatMatch>,
  chunk: typeof Chunk,
  inOrder: typeof oldestFirst,
  simple: Stepping<FlatMatch> | null,
  keySlots: typeof KeySlots,
  slot: typeof slotOf,
) => Trail;

const oldestFirst = <T extends {ts: number}>(list: T[]): T[] => list.sort(byTime);

/** The state machine of a trail as generated code. Says, and saves, what `StateMachine` would. */
export function planTrail(plan: StatePlan): (env: Env, next: Stage<FlatMatch>) => TrailMachine {
  const compiled = compileFunction(trailText(plan), ['C'], {filename: 'siddhi://pattern'}) as (
    positions: readonly PositionPlan[],
  ) => MakeTrail;
  const make = compiled(plan.positions);
  return (env, next) => new TrailMachine(plan, make(next, Chunk, oldestFirst, projecting(next), KeySlots, slotOf), env);
}

export class TrailMachine implements Stateful {
  readonly #plan: StatePlan;
  readonly #trail: Trail;
  #started = false;
  #cut: TrailCut | null = null;

  constructor(plan: StatePlan, trail: Trail, env: Env) {
    this.#plan = plan;
    this.#trail = trail;
    env.state('pattern', this);
  }
  /** Waits for the first event. Once only, also over a restore. */
  start(): void {
    if (this.#started) return;
    this.#started = true;
    this.#trail.begin({ids: 1, open: true, id: 0, ts: -1, serial: 0});
  }
  stage(source: number): Stage {
    return must(this.#trail.stages[source], 'a stage per source');
  }
  save(): Plain {
    const {ids, open, id, ts, places} = this.#trail.list();
    const shared = new Map<unknown, Held>();
    const rooms = this.#rooms();
    if (open)
      rooms[0]!.load(
        [
          Object.assign(
            new Partial(
              id,
              this.#plan.positions.map(() => null),
            ),
            {ts},
          ),
        ],
        [],
      );
    for (const [i, {fresh, pending}] of places.entries()) {
      const partialOf = (match: FlatMatch): Partial => this.#partial(match, i + 1, shared);
      rooms[i + 1]!.load(fresh.map(partialOf), pending.map(partialOf));
    }
    return {ids, started: this.#started, ...savePartials(rooms)};
  }
  /** With slots, as it is saved. `filled`: how many events it has. */
  #partial(match: FlatMatch, filled: number, shared: Map<unknown, Held>): Partial {
    const slots = this.#plan.positions.map((_, i): Held | null => {
      if (i >= filled) return null;
      const serial = match[`s${i}`];
      const known = serial === undefined ? undefined : shared.get(serial);
      if (known) return known;
      const held: Held = {ts: match[timeField(i)] as number, row: match[rowField(i)] as Row};
      if (serial !== undefined) shared.set(serial, held);
      return held;
    });
    const first = this.#plan.within === undefined ? {} : {first: slots[0]!.ts, last: slots[0]!.ts};
    return Object.assign(new Partial(match['id'] as number, slots), {ts: slots[filled - 1]!.ts, ...first});
  }
  cut(): Cut {
    this.#cut?.close();
    this.#cut = new TrailCut(this.#trail, this.#plan, this.#started);
    return this.#cut;
  }
  load(state: Plain): void {
    finish(this.loadSteps(new ValueReader(encode(state))));
  }
  *loadSteps(from: ValueReader): Steps {
    const taker = new TrailTaker(this.#trail, this.#plan.positions.length);
    yield* readPartials(from, this.#plan.positions.length, taker);
    this.#started = taker.isStarted;
    const {note, byStart} = this.#trail;
    if (note === null || byStart === null) return;
    const matches = yield* sortInSteps(taker.matches, byStart);
    for (let i = 0; i < matches.length; i++) {
      if (i % readPerStep === 0) yield;
      note(matches[i]!);
    }
  }
  #rooms(): WaitingRoom[] {
    return this.#plan.positions.map((position) => new WaitingRoom(position, false));
  }
}
