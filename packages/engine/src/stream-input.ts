import {compileFunction} from 'node:vm';
import type {Row, StreamInput} from './api.ts';
import {Chunk} from './core/chunk.ts';
import {fusedFrom, type Stepping} from './core/fused.ts';
import {FusedCode} from './core/fused-code.ts';
import type {Scheduler} from './core/scheduler.ts';
import type {Stage} from './core/stage.ts';
import type {Attributes} from './expression/scope.ts';
import {canonicalTest, rowReader} from './input-row.ts';

/** What an entrance needs of its app. */
export type InputHost = {
  /** Open while the app runs. */
  gate: {open: boolean};
  refuse(): never;
  scheduler: Scheduler;
  /** Moves the clock for an arrival and answers the event's timestamp. */
  arrive(timestamp: number | undefined): number;
  /** As `arrive`, of a batch: `last` is what its last event says. Answers the timestamp of those that say none. */
  arriveAll(last: number | undefined): number;
  /** After an arrival: lets the caller's clock drive the next timer. */
  arm(): void;
  /** `manual`: no clock but the engine's own, `playback`: events move the clock. */
  time: 'manual' | 'playback' | 'clock';
};

/** The clock at an arrival; the least that each kind of time needs, since all of it is paid per event. */
const HAND_OVER = {
  manual: 'if(scheduler.isWaiting)host.arrive(ts);next.one(ts===undefined?scheduler.now():ts,r);',
  playback: 'next.one(ts===undefined?host.arrive(ts):scheduler.arrive(ts),r);',
  clock: 'next.one(host.arrive(ts),r);host.arm();',
};

/** Sends a chunk; `missing` of its timestamps are NaN, for events that say none. */
type HandOverAll = (timestamps: number[], rows: Row[], missing: number) => void;
/** Sends rows that were not looked at yet, where they can be looked at on their way; answers whether it could. */
type PassOn = (timestamps: readonly number[], rows: readonly (readonly unknown[])[]) => boolean;
type Made = Pick<StreamInput, 'send' | 'sendRows'> & {take: (row: readonly unknown[]) => Row};

/** The entrance of one stream. `send` and `sendRows` are generated: each stream's rows have one shape and one way. */
export function streamInput(stream: string, attributes: Attributes, next: Stage, host: InputHost): StreamInput {
  const read = rowReader(stream, attributes);
  const fits = canonicalTest(attributes);
  const handOver: HandOverAll = (timestamps, rows, missing) => {
    const last = timestamps.at(-1);
    const now = host.arriveAll(Number.isNaN(last) ? undefined : last);
    if (missing > 0) for (const [i, ts] of timestamps.entries()) if (Number.isNaN(ts)) timestamps[i] = now;
    next.chunk(Chunk.currents(timestamps, rows));
    host.arm();
  };
  const passOn: PassOn = (timestamps, rows) => {
    // Nothing falls due before the events, and the clock stays: what steps read is what they would read afterwards.
    if (host.time !== 'manual' || host.scheduler.isWaiting || fused.reach() === 0) return false;
    fused.run(Chunk.currents(timestamps as number[], rows as Row[]));
    return true;
  };
  const make = compileFunction(
    [
      `'use strict';const {gate,scheduler}=host;`,
      `return {send(r,ts){if(!gate.open)host.refuse();let v;if(!(${fits}))r=read(r);${HAND_OVER[host.time]}},`,
      // A row that is not canonical makes a list of its own necessary: that of the caller is not to be changed.
      `sendRows(rows,times){if(!gate.open)host.refuse();const n=rows.length;if(n===0)return;if(times!==undefined&&times.length!==n)unequal(n,times.length);`,
      `if(times!==undefined&&passOn(times,rows))return;`,
      `let v,own=null;for(let i=0;i<n;i++){const r=rows[i];if(${fits}){if(own!==null)own.push(r);}else(own??=rows.slice(0,i)).push(read(r));}`,
      `if(times===undefined){times=[];for(let i=0;i<n;i++)times.push(NaN);handOver(times,own??rows,n);}else handOver(times,own??rows,0);},`,
      `take(r){let v;return ${fits}?r:read(r);}};`,
    ].join('\n'),
    ['read', 'next', 'host', 'handOver', 'unequal', 'passOn'],
    {filename: 'siddhi://input'},
  ) as (r: typeof read, n: Stage, h: InputHost, o: HandOverAll, u: typeof unequal, p: PassOn) => Made;
  const {take, ...entrance} = make(read, next, host, handOver, unequal, passOn);
  // Reading a row is a step too: it throws before anything has happened, as long as only steps follow.
  const reading: Stepping = {
    step: (_ts, row) => take(row),
    text: {constants: new Map([['read', read]]), variables: ['v'], when: [], row: `${fits}?r:read(r)`},
    next,
    one: (ts, row) => next.one(ts, take(row)),
    pair: (expiredAt, expired, ts, row) => next.pair(expiredAt, take(expired), ts, take(row)),
    chunk: (chunk) => fused.run(chunk),
  };
  const fused = fusedFrom(reading, new FusedCode());
  return {
    ...entrance,
    sendBatch: (events) => {
      if (!host.gate.open) host.refuse();
      const rows: Row[] = [];
      const timestamps: number[] = [];
      let missing = 0;
      for (const {data, timestamp} of events) {
        rows.push(take(data));
        timestamps.push(timestamp ?? NaN);
        if (timestamp === undefined) missing++;
      }
      if (rows.length > 0) handOver(timestamps, rows, missing);
    },
  };
}

function unequal(rows: number, timestamps: number): never {
  throw new RangeError(`${rows} rows need as many timestamps, but there are ${timestamps}`);
}
