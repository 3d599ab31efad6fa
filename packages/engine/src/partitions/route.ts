import {compileFunction} from 'node:vm';
import type {Row} from '../api.ts';
import {Chunk, RESET} from '../core/chunk.ts';
import {slotOf} from '../core/key-slots.ts';
import type {Stage} from '../core/stage.ts';
import type {Instance} from './instance.ts';
import type {Keys} from './keys.ts';
import type {KeysOf, ValueKey} from './plan-partition.ts';

/** Takes events of a source to the instances of their keys; `at`: which of the partition's sources it is. */
export function route(name: string, at: number, keysOf: KeysOf, keys: Keys): Stage {
  const chunk = (c: Chunk): void => bySeveral(c, keysOf, (key) => keys.used(key).stage(at));
  const pair = (et: number, er: Row, ts: number, row: Row): void => chunk(Chunk.pair(et, er, ts, row));
  if (!keysOf.value) {
    const one = (ts: number, row: Row): void => {
      for (const key of keysOf.all(ts, row)) keys.used(key).stage(at).one(ts, row);
    };
    return {one, pair, chunk};
  }
  return {...routeByValue(name, at, keysOf.value, keys, chunk), pair};
}

type Route = Pick<Stage, 'one' | 'chunk'>;
type MakeRoute = (
  keyOf: ValueKey['of'],
  keys: Keys,
  slot: typeof slotOf,
  find: (key: never) => Instance,
  chunk: typeof Chunk,
  several: Stage['chunk'],
) => Route;

/**
 * Generated for each source, so that what its events meet is not seen among those of other partitions. A key is looked up
 * near by: text by its letters, a number as it is.
 */
function routeByValue(name: string, at: number, {of, text}: ValueKey, keys: Keys, several: Stage['chunk']): Route {
  const near = text
    ? 'let i=near.slots[slotOf(k,near)];if(i.key!==k||i.cut!==cuts.now)i=find(k);'
    : 'let i=numbers.get(k);if(i===undefined||i.cut!==cuts.now)i=find(k);';
  const to = at === 0 ? 'i.first' : `i.others[${at - 1}]`;
  const source = [
    `'use strict';const {near,numbers,cuts,now}=keys;`,
    `function deliver(k,run,t,r){${near}i.used=now()-keys.since;if(run===null)${to}.one(t,r);else ${to}.chunk(run);}`,
    'return {one(t,r){const k=keyOf(t,r);if(k!==null)deliver(k,null,t,r);},chunk(c){',
    // Runs of events of one key; a run of one event needs no chunk.
    'if(!c.plain)return several(c);const {length,ts,rows}=c;let key=null,first=0,run=null;',
    'for(let j=0;j<length;j++){const k=keyOf(ts[j],rows[j]);if(k===null)continue;',
    'if(k===key){run??=Chunk.one(ts[first],rows[first]);run.push(ts[j],0,rows[j]);}',
    'else{if(key!==null)deliver(key,run,ts[first],rows[first]);key=k;first=j;run=null;}}',
    'if(key!==null)deliver(key,run,ts[first],rows[first]);}};',
  ].join('\n');
  const safe = name.replace(/[^A-Za-z0-9_.-]/g, '_');
  const parameters = ['keyOf', 'keys', 'slotOf', 'find', 'Chunk', 'several'];
  const make = compileFunction(source, parameters, {filename: `siddhi://partition/${safe}`}) as MakeRoute;
  const find = text ? (key: string) => keys.found(key) : (key: number) => keys.foundByNumber(key);
  return make(of, keys, slotOf, find, Chunk, several);
}

/** Runs of events of one key, where an event may have several. */
function bySeveral(c: Chunk, keysOf: KeysOf, to: (key: string) => Stage): void {
  let run = new Chunk();
  let current: string | undefined;
  const flush = (): void => {
    if (run.length > 0 && current !== undefined) handOver(to(current), run);
    run = new Chunk();
  };
  for (let i = 0; i < c.length; i++) {
    if (c.kinds[i] === RESET) continue;
    for (const key of keysOf.all(c.ts[i]!, c.rows[i]!)) {
      if (key !== current) flush();
      current = key;
      run.push(c.ts[i]!, c.kinds[i]!, c.rows[i]!);
    }
  }
  flush();
}

function handOver(stage: Stage, run: Chunk): void {
  if (run.length === 1 && run.kinds[0] === 0) stage.one(run.ts[0]!, run.rows[0]!);
  else stage.chunk(run);
}
