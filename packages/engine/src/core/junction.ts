import {compileFunction} from 'node:vm';
import type {Row} from '../api.ts';
import {Chunk, CURRENT, RESET} from './chunk.ts';
import {blame} from './culprit.ts';
import {DEEPEST, type Depth, tooDeep} from './depth.ts';
import {dispatcher, type Make} from './dispatcher.ts';
import {type Passing, singleFrom} from './fused.ts';
import {FusedCode, rewired, wiring} from './fused-code.ts';
import type {Stage} from './stage.ts';

/** What a junction does with an error of a receiver: it drops the events, or sends them elsewhere. */
export type FailureHandler = (error: Error, chunk: Chunk) => void;

/** Code that the junctions of one inner stream share, over all keys of a partition. */
export class JunctionCode {
  readonly dispatchers = new Map<number, Make>();
  readonly fused = new FusedCode();
  #guard: Guard | undefined;

  /** `one` of a junction. Generated, so that a stream's events are not seen among those of all other streams. */
  guard(id: string): Guard {
    return (this.#guard ??= compileFunction(GUARDED, ['to', 'depth', 'fail', 'tooDeep'], {
      filename: `siddhi://junction/${id.replace(/[^A-Za-z0-9_.-]/g, '_')}`,
    }) as Guard);
  }
}
type Guard = (
  to: Stage,
  depth: Depth,
  fail: (error: Error, ts: number, row: Row) => void,
  tooDeep: (ts: number, row: Row) => void,
) => Stage['one'];
const GUARDED = `'use strict';return function(t,r){
if(depth.now>=${DEEPEST}){tooDeep(t,r);return;}
depth.now++;try{to.one(t,r);}catch(e){fail(e,t,r);}finally{depth.now--;}};`;

/**
 * A stream: hands each chunk to its receivers, one after the other, in order
 * of subscription, depth first. Whatever kind an event had, here it is current.
 *
 * An error in a receiver ends the chunk's way here: later receivers do not see
 * it, the sender never does.
 */
export class Junction implements Passing {
  readonly id: string;
  readonly #fail: FailureHandler;
  readonly #depth: Depth;
  readonly #code: JunctionCode;
  readonly #receivers: Stage[] = [];
  #meter: Stage | undefined;
  #to!: Stage;
  /** Found anew with the first event after each change: what follows the stream is not made before. */
  one!: Stage['one'];
  relied = false;

  constructor(id: string, fail: FailureHandler, depth: Depth, code = new JunctionCode()) {
    this.id = id;
    this.#fail = fail;
    this.#depth = depth;
    this.#code = code;
    this.#wire();
  }
  /** `meter` sees everything before the receivers do; undefined: nothing does. */
  measure(meter: Stage | undefined): void {
    this.#meter = meter;
    this.#wire();
  }
  subscribe(receiver: Stage): void {
    this.#receivers.push(receiver);
    this.#wire();
  }
  get nesting(): Depth {
    return this.#depth;
  }
  through(): Stage | null {
    return this.#meter === undefined && this.#receivers.length === 1 ? this.#receivers[0]! : null;
  }
  #wire(): void {
    rewired(this);
    const receivers = this.#meter ? [this.#meter, ...this.#receivers] : this.#receivers;
    const [only] = receivers;
    this.#to = only && receivers.length === 1 ? only : dispatcher(receivers, this.id, this.#code.dispatchers);
    const guarded = this.#code.guard(this.id)(
      this.#to,
      this.#depth,
      (error, ts, row) => this.#failed(error, Chunk.one(ts, row)),
      (ts, row) => this.#tooDeep(Chunk.one(ts, row)),
    );
    this.one = (ts, row) => this.#findOne(guarded)(ts, row);
  }
  /** Makes `one` for the wiring as it is; answers it. */
  #findOne(guarded: Stage['one']): Stage['one'] {
    const {version} = wiring;
    const slow: Stage['one'] = (ts, row) => (version === wiring.version ? guarded : this.#findOne(guarded))(ts, row);
    return (this.one = singleFrom(this, this.#code.fused, slow) ?? guarded);
  }
  pair(expiredAt: number, expired: Row, ts: number, row: Row): void {
    const chunk = new Chunk();
    chunk.push(expiredAt, CURRENT, expired);
    chunk.push(ts, CURRENT, row);
    this.#deliver(chunk);
  }
  chunk(chunk: Chunk): void {
    this.#deliver(currents(chunk));
  }
  #deliver(chunk: Chunk): void {
    if (chunk.length === 0) return;
    if (chunk.length === 1) return this.one(chunk.ts[0]!, chunk.rows[0]!);
    const depth = this.#depth;
    if (depth.now >= DEEPEST) return this.#tooDeep(chunk);
    depth.now++;
    try {
      this.#to.chunk(chunk);
    } catch (error) {
      this.#failed(error as Error, chunk);
    } finally {
      depth.now--;
    }
  }
  #failed(error: Error, chunk: Chunk): void {
    if (this.#receivers.length === 1) blame(error, this.#receivers[0]);
    this.#fail(error, chunk);
  }
  #tooDeep(chunk: Chunk): void {
    this.#fail(tooDeep(this.id), chunk);
  }
}

/** All events as current ones, resets dropped; the chunk itself where nothing changes. */
function currents(chunk: Chunk): Chunk {
  if (chunk.plain) return chunk;
  const {kinds, length} = chunk;
  let same = 0;
  while (same < length && kinds[same] === CURRENT) same++;
  if (same === length) return chunk;
  const out = new Chunk();
  for (let i = 0; i < length; i++) if (kinds[i] !== RESET) out.push(chunk.ts[i]!, CURRENT, chunk.rows[i]!);
  return out;
}
