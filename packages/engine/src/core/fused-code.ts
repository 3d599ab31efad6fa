import {compileFunction} from 'node:vm';
import type {Row} from '../api.ts';
import {Chunk} from './chunk.ts';
import {DEEPEST, type Depth} from './depth.ts';
import type {Stage} from './stage.ts';
import {type StepText, StepWriter} from './step-text.ts';

/** One of the steps that become one function: called, unless its text is known. */
export type FusedStep = {readonly step: (ts: number, row: Row) => Row | null; readonly text?: StepText | undefined};
type Calls = readonly FusedStep['step'][];
export type Collect = (chunk: Chunk) => Chunk | null;
type MakeLoop = (steps: Calls, chunk: typeof Chunk) => Collect;
type MakeSingle = (steps: Calls, to: Stage, depth: Depth, known: {version: number}, slow: Stage['one']) => Stage['one'];

/**
 * Functions by the texts of the steps in them. Shared by the keys of a partition: what one has learnt holds for all, as
 * their plans' texts do.
 */
export class FusedCode {
  readonly #longer = new Map<StepText | null, FusedCode>();
  #loop: MakeLoop | undefined;
  readonly #singles = new Map<number, MakeSingle>();

  /** What of a chunk of current events passes the steps. */
  loop(steps: readonly FusedStep[]): Collect {
    const code = this.#of(steps);
    code.#loop ??= compileLoop(steps);
    return code.#loop(callsOf(steps), Chunk);
  }
  /** As `one` of the stream that the steps begin at; `levels`: how many streams lie between it and `to`, itself included. */
  single(steps: readonly FusedStep[], to: Stage, levels: number, depth: Depth, slow: Stage['one']): Stage['one'] {
    const code = this.#of(steps);
    let make = code.#singles.get(levels);
    if (!make) code.#singles.set(levels, (make = compileSingle(steps, levels)));
    return make(callsOf(steps), to, depth, wiring, slow);
  }
  #of([first, ...rest]: readonly FusedStep[]): FusedCode {
    if (!first) return this;
    const text = first.text ?? null;
    let longer = this.#longer.get(text);
    if (!longer) this.#longer.set(text, (longer = new FusedCode()));
    return longer.#of(rest);
  }
}

/** Counts the changes of ways that somebody relied on: what was made of them before must be made anew. Of all apps: they are rare. */
export const wiring = {version: 0};
/** To be called by a stage that leads elsewhere from now on. */
export function rewired(stage: {relied: boolean}): void {
  if (!stage.relied) return;
  stage.relied = false;
  wiring.version++;
}

const callsOf = (steps: readonly FusedStep[]): Calls => steps.filter(({text}) => !text).map(({step}) => step);

/** The steps, written for the row `r`; around them stand their constants and, as `s0`, `s1`, ..., those that are called. */
function written(steps: readonly FusedStep[], skip: string): {writer: StepWriter; head: string; calls: string} {
  const writer = new StepWriter('r', skip);
  let calls = 0;
  for (const {text} of steps) {
    if (text) writer.write(text);
    else writer.call(`s${calls++}`);
  }
  const head = [...writer.constants.keys()].map((name, i) => `const ${name}=K[${i}];`).join('');
  const named = Array.from({length: calls}, (_, i) => `const s${i}=S[${i}];`).join('');
  return {writer, head: `'use strict';${head}`, calls: named};
}

function compileLoop(steps: readonly FusedStep[]): MakeLoop {
  const {writer, head, calls} = written(steps, 'continue;');
  const last = writer.row();
  const source = [
    `${head}return function(S,Chunk){${calls}return function(c){const n=c.length,from=c.ts,events=c.rows;`,
    // Copies, written over: lists that grow cost more, as does cutting them. Where every event passes, the times are as they were.
    `const ts=${writer.skips ? '' : 'from.length===n?from:'}from.slice(0,n),rows=events.slice(0,n);let k=0;`,
    'for(let i=0;i<n;i++){const t=from[i],r=events[i];',
    writer.code,
    `${writer.skips ? 'ts[k]=t;' : ''}rows[k++]=${last};}`,
    'return k===0?null:Chunk.currents(ts,rows,k);};};',
  ].join('\n');
  return compiled(source, writer) as MakeLoop;
}

function compileSingle(steps: readonly FusedStep[], levels: number): MakeSingle {
  const {writer, head, calls} = written(steps, 'return;');
  const last = writer.row();
  const source = [
    `${head}return function(S,to,depth,wiring,slow){${calls}const version=wiring.version;return function(t,r){`,
    `if(wiring.version!==version||depth.now>=${DEEPEST - levels}){slow(t,r);return;}`,
    `let o;try{${writer.code}`,
    `o=${last};}catch{slow(t,r);return;}`,
    `depth.now+=${levels};try{to.one(t,o);}finally{depth.now-=${levels};}};};`,
  ].join('\n');
  return compiled(source, writer) as MakeSingle;
}

const compiled = (source: string, {constants}: StepWriter): unknown =>
  (compileFunction(source, ['K'], {filename: 'siddhi://fused'}) as (constants: unknown[]) => unknown)([
    ...constants.values(),
  ]);
