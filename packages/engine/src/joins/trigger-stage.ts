import type {Row} from '../api.ts';
import {Chunk, CURRENT, EXPIRED, type Kind, RESET} from '../core/chunk.ts';
import type {Stage} from '../core/stage.ts';
import type {DirectTrigger} from './direct-trigger.ts';
import type {Finder} from './finder.ts';
import type {JoinFrame} from './join-frame.ts';

export type TriggerSide = {
  find: Finder;
  /** The frame of a trigger event and what it found. */
  frame(ts: number, row: Row, foundTs: number, found: Row): JoinFrame;
  /** The frame of a trigger event that found nothing; null: there is none. */
  alone: ((ts: number, row: Row) => JoinFrame) | null;
  /** Somebody downstream needs expired events. */
  expired: boolean;
  /** Somebody downstream needs resets. */
  resets: boolean;
};

type Found = {ts: number[]; frames: JoinFrame[]};

const refuse = (): never => {
  throw new Error('an event has come to a join before both of its sides were there');
};
const unconnected: TriggerSide = {find: refuse, frame: refuse, alone: null, expired: false, resets: false};

/**
 * Where the events of a side leave its window and search the other side. All
 * that an incoming chunk finds leaves as one chunk, in which the matches of one
 * trigger event are one part.
 */
export class TriggerStage implements Stage {
  readonly #next: Stage<JoinFrame>;
  #side: TriggerSide = unconnected;
  /** One event, as `chunk` would treat it. */
  one: Stage['one'];
  // Of the chunk that `chunk` works on; a search never leads back here.
  #ts = 0;
  #row: Row = [];
  #out: Found = {ts: [], frames: []};

  constructor(next: Stage<JoinFrame>) {
    this.#next = next;
    this.one = (ts, row) => this.chunk(Chunk.one(ts, row));
  }
  /** Once both sides' windows are there, and before any event comes. */
  connect(side: TriggerSide, code: DirectTrigger): void {
    this.#side = side;
    const direct = code.one(side.find, side.alone, this.#next);
    if (direct) this.one = direct;
  }
  pair(expiredAt: number, expired: Row, ts: number, row: Row): void {
    const found = new Matches();
    this.#match(expiredAt, EXPIRED, expired, found);
    this.#match(ts, CURRENT, row, found);
    found.emit(this.#next);
  }
  chunk(chunk: Chunk): void {
    if (chunk.plain) return this.#currents(chunk);
    const found = new Matches();
    for (let i = 0; i < chunk.length; i++) this.#match(chunk.ts[i]!, chunk.kinds[i]!, chunk.rows[i]!, found);
    found.emit(this.#next);
  }
  /** As `chunk`, of current events alone. */
  #currents({length, ts, rows}: Chunk): void {
    const {find, alone} = this.#side;
    const out: Found = {ts: [], frames: []};
    this.#out = out;
    const parts: number[] = [];
    let before = 0;
    for (let i = 0; i < length; i++) {
      const [t, row] = [ts[i]!, rows[i]!];
      this.#ts = t;
      this.#row = row;
      find(t, row, this.#gather);
      if (alone && out.frames.length === before) {
        out.ts.push(t);
        out.frames.push(alone(t, row));
      }
      if (out.frames.length > before) parts.push((before = out.frames.length));
    }
    if (before === 0) return;
    if (before === 1) return this.#next.one(out.ts[0]!, out.frames[0]!);
    const chunk = Chunk.currents(out.ts, out.frames);
    if (parts.length > 1) chunk.parts = parts;
    this.#next.chunk(chunk);
  }
  readonly #gather = (foundTs: number, found: Row): void => {
    const {ts, frames} = this.#out;
    ts.push(this.#ts);
    frames.push(this.#side.frame(this.#ts, this.#row, foundTs, found));
  };
  #match(ts: number, kind: Kind, row: Row, found: Matches): void {
    const side = this.#side;
    if (kind === RESET) {
      if (side.resets) found.reset(ts);
      return;
    }
    if (kind === EXPIRED && !side.expired) return;
    const before = found.chunk.length;
    side.find(ts, row, (foundTs, other) => found.chunk.push(ts, kind, side.frame(ts, row, foundTs, other)));
    if (side.alone && found.chunk.length === before) found.chunk.push(ts, kind, side.alone(ts, row));
    found.endPart();
  }
}

/** The chunk in the making. */
class Matches {
  readonly chunk = new Chunk<JoinFrame>();
  readonly #parts: number[] = [];

  reset(ts: number): void {
    this.chunk.reset(ts);
    this.endPart();
  }
  endPart(): void {
    if (this.chunk.length > (this.#parts.at(-1) ?? 0)) this.#parts.push(this.chunk.length);
  }
  emit(next: Stage<JoinFrame>): void {
    const {chunk} = this;
    if (chunk.length === 0) return;
    if (chunk.length === 1 && chunk.kinds[0] === CURRENT) return next.one(chunk.ts[0]!, chunk.rows[0]!);
    if (this.#parts.length > 1) chunk.parts = this.#parts;
    next.chunk(chunk);
  }
}
