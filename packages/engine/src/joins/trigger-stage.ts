import type {Row} from '../api.ts';
import {Chunk, CURRENT, EXPIRED, type Kind, RESET} from '../core/chunk.ts';
import type {Stage} from '../core/stage.ts';
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

/**
 * Where the events of a side leave its window and search the other side. All
 * that an incoming chunk finds leaves as one chunk, in which the matches of one
 * trigger event are one part.
 */
export class TriggerStage implements Stage {
  readonly #side: TriggerSide;
  readonly #next: Stage<JoinFrame>;
  // Of the event that `one` works on; a search never leads back here.
  #ts = 0;
  #row: Row = [];
  #first: JoinFrame | null = null;
  #chunk: Chunk<JoinFrame> | null = null;
  // Of the chunk that `chunk` works on.
  #out: Found = {ts: [], frames: []};

  constructor(side: TriggerSide, next: Stage<JoinFrame>) {
    this.#side = side;
    this.#next = next;
  }
  /** As `chunk`, without one where the event finds at most one partner. */
  one(ts: number, row: Row): void {
    const side = this.#side;
    this.#ts = ts;
    this.#row = row;
    side.find(ts, row, this.#collect);
    const [first, chunk] = [this.#first, this.#chunk];
    this.#first = null;
    this.#chunk = null;
    if (chunk) this.#next.chunk(chunk);
    else if (first) this.#next.one(ts, first);
    else if (side.alone) this.#next.one(ts, side.alone(ts, row));
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
  readonly #collect = (foundTs: number, found: Row): void => {
    const frame = this.#side.frame(this.#ts, this.#row, foundTs, found);
    if (this.#first === null) this.#first = frame;
    else (this.#chunk ??= Chunk.one(this.#ts, this.#first)).push(this.#ts, CURRENT, frame);
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
