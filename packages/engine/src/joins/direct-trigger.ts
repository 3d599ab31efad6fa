import {compileFunction} from 'node:vm';
import type {Row, Value} from '../api.ts';
import {Chunk} from '../core/chunk.ts';
import {projecting} from '../core/fused.ts';
import type {Stage} from '../core/stage.ts';
import type {EventFunction, PairFunction} from '../tables/compile-pair.ts';
import type {Held} from '../windows/held.ts';
import type {Finder} from './finder.ts';
import type {JoinFrame} from './join-frame.ts';

/**
 * How a search goes straight to what it finds: to a window's events of one key, or to the one row of a table. `on`: what must
 * hold besides; null: nothing.
 */
export type Direct =
  | {kind: 'keyed'; held: Held; keyOf: EventFunction<Value>; on: PairFunction<boolean> | null}
  | {kind: 'only'; only: (ts: number, row: Row) => {row: Row} | undefined};

type Alone = ((ts: number, row: Row) => JoinFrame) | null;
type Make = (
  direct: Direct,
  next: Stage<JoinFrame>,
  target: unknown,
  row: unknown,
  alone: Alone,
  chunk: typeof Chunk,
) => Stage['one'];

/**
 * `one` of a trigger stage, generated: the search, and where the next stage only projects, that too, so that neither a call
 * per match nor a list of them is needed. Each query has code of its own, its instances share it.
 */
export class DirectTrigger {
  readonly #isLeft: boolean;
  readonly #codes = new Map<string, Make>();

  constructor(isLeft: boolean) {
    this.#isLeft = isLeft;
  }
  /** Null where the search is not direct. */
  one(find: Finder, alone: Alone, next: Stage<JoinFrame>): Stage['one'] | null {
    const {direct} = find;
    if (!direct) return null;
    const simple = projecting(next);
    const asks = direct.kind === 'keyed' && direct.on !== null;
    const form = `${direct.kind} ${asks} ${simple !== null}`;
    let make = this.#codes.get(form);
    if (!make) {
      make = compile(direct.kind, this.#isLeft, asks, simple !== null);
      this.#codes.set(form, make);
    }
    return make(direct, next, simple?.next ?? next, simple?.step, alone, Chunk);
  }
}

function compile(kind: Direct['kind'], isLeft: boolean, asks: boolean, projects: boolean): Make {
  const frame = isLeft ? '[r,u,t,ut]' : '[u,r,ut,t]';
  const match = [
    `any=true;const x=${projects ? `row(t,${frame})` : frame};`,
    `${projects ? 'if(x!==null)' : ''}{if(o===null)o=x;else{if(c===null)c=Chunk.one(t,o);c.push(t,0,x);}}`,
  ].join('');
  const search =
    kind === 'keyed'
      ? `const k=keyOf(t,r);if(k!==null)for(let s=held.first(k);s>=0;s=held.after(s)){const u=held.rowAt(s),ut=held.timestampAt(s);${asks ? 'if(on(u,ut,t,r))' : ''}{${match}}}`
      : `const e=only(t,r);if(e!==undefined){const u=e.row,ut=-1;${match}}`;
  return compileFunction(
    [
      `'use strict';const {${kind === 'keyed' ? 'held,keyOf,on' : 'only'}}=direct;`,
      `return function(t,r){let any=false,o=null,c=null;${search}`,
      `if(c!==null)target.chunk(c);else if(o!==null)target.one(t,o);else if(!any&&alone!==null)next.one(t,alone(t,r));};`,
    ].join('\n'),
    ['direct', 'next', 'target', 'row', 'alone', 'Chunk'],
    {filename: 'siddhi://join'},
  ) as Make;
}
