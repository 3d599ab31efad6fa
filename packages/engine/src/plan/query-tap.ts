import {compileFunction} from 'node:vm';
import type {Event, QueryCallback, Row} from '../api.ts';
import {Chunk, CURRENT, EXPIRED} from '../core/chunk.ts';
import type {Passing} from '../core/fused.ts';
import {rewired} from '../core/fused-code.ts';
import type {Stage} from '../core/stage.ts';

/** Between a query and its target: shows what leaves to the query's callbacks first. */
export type QueryTap = Passing & {add(callback: QueryCallback): void};

/** One tap for each instance of a query. Generated per query: its code then sees this query's target only. */
export function planTap(): (next: Stage) => QueryTap {
  const make = compileFunction(
    `'use strict';let show=null;return {relied:false,nesting:null,
add(callback){show=adding(callback);rewired(this);},through(){return show===null?next:null;},
one(t,r){if(show!==null)show(pairOf(t,r));next.one(t,r);},
pair(et,er,t,r){if(show!==null)show(pairOf(t,r,et,er));next.pair(et,er,t,r);},
chunk(c){if(show!==null)show(c);next.chunk(c);}};`,
    ['next', 'adding', 'pairOf', 'rewired'],
    {filename: 'siddhi://query'},
  ) as (
    next: Stage,
    adding: (callback: QueryCallback) => (chunk: Chunk) => void,
    pairOf: (ts: number, row: Row, expiredAt?: number, expired?: Row) => Chunk,
    noted: typeof rewired,
  ) => QueryTap;
  return (next) => {
    let callbacks: QueryCallback[] = [];
    const adding = (callback: QueryCallback): ((chunk: Chunk) => void) => {
      callbacks = [...callbacks, callback];
      return (chunk) => {
        for (const each of callbacks)
          each(chunk.ts[chunk.length - 1] ?? -1, eventsOf(chunk, CURRENT), eventsOf(chunk, EXPIRED));
      };
    };
    const pairOf = (ts: number, row: Row, expiredAt?: number, expired?: Row): Chunk =>
      expired === undefined ? Chunk.one(ts, row) : Chunk.pair(expiredAt!, expired, ts, row);
    return make(next, adding, pairOf, rewired);
  };
}

/** Events are copies: a callback may keep or change them. */
function eventsOf(chunk: Chunk, kind: number): Event[] | null {
  const events: Event[] = [];
  for (let i = 0; i < chunk.length; i++)
    if (chunk.kinds[i] === kind) events.push({timestamp: chunk.ts[i]!, data: [...chunk.rows[i]!]});
  return events.length === 0 ? null : events;
}
