import {compileFunction} from 'node:vm';
import {blame} from './culprit.ts';
import type {Stage} from './stage.ts';

/** Above this many receivers a loop replaces the generated calls: huge functions are never optimised. */
const UNROLLED = 64;

/**
 * Calls every receiver in order. Generated, so that each call site knows one
 * receiver only: a loop over receivers costs several times as much per call.
 */
export function dispatcher(receivers: readonly Stage[], id: string, codes = new Map<number, Make>()): Stage {
  const all = [...receivers];
  if (all.length > UNROLLED) {
    const each = (call: (r: Stage) => void): void =>
      all.forEach((r) => {
        try {
          call(r);
        } catch (error) {
          throw blame(error, r);
        }
      });
    return {
      one: (ts, row) => each((r) => r.one(ts, row)),
      pair: (et, er, ts, row) => each((r) => r.pair(et, er, ts, row)),
      chunk: (chunk) => each((r) => r.chunk(chunk)),
    };
  }
  let make = codes.get(all.length);
  if (!make) codes.set(all.length, (make = compile(all.length, id)));
  return make(all, blame);
}

/** Makes a dispatcher of so many receivers. What one has learnt of its receivers holds for all it makes. */
export type Make = (receivers: readonly Stage[], blamed: typeof blame) => Stage;

function compile(count: number, id: string): Make {
  const all = Array.from({length: count}, (_, i) => i);
  const calls = (method: string, args: string): string =>
    `let i=0;try{${all.map((i) => `${i === 0 ? '' : `i=${i};`}r${i}.${method}(${args});`).join('')}}catch(e){throw blame(e,R[i]);}`;
  const source = [
    `'use strict';const ${['unused=0', ...all.map((i) => `r${i}=R[${i}]`)].join(',')};`,
    `return {one(t,r){${calls('one', 't,r')}},pair(et,er,t,r){${calls('pair', 'et,er,t,r')}},chunk(c){${calls('chunk', 'c')}}};`,
  ].join('\n');
  const name = id.replace(/[^A-Za-z0-9_.-]/g, '_');
  return compileFunction(source, ['R', 'blame'], {filename: `siddhi://stream/${name}`}) as Make;
}
