import {compileFunction} from 'node:vm';
import type {Row} from '../api.ts';
import {Chunk} from './chunk.ts';
import {DEEPEST, type Depth} from './depth.ts';
import type {Stage} from './stage.ts';

/**
 * A stage that makes at most one row of a row, whatever came before and whatever comes after: a filter, a projection.
 * `step` answers the row, null for none, and has no effect.
 */
export interface Stepping<F = Row> extends Stage<F> {
  readonly step: (ts: number, row: F) => Row | null;
  readonly next: Stage;
}

/** A stage through which events go on unchanged. */
export interface Passing extends Stage {
  /** Another one whenever `through` may answer otherwise. */
  readonly version: number;
  /** The only stage that its events go to; null where there are none or several, or where somebody looks on. */
  through(): Stage | null;
  /** Of a stream: how deep streams are nested. What fails behind a stream ends there. */
  readonly nesting: Depth | null;
}

export const isStepping = (stage: Stage): stage is Stepping => 'step' in stage;
/** A stage that only makes rows of the frames of a join or pattern. */
export const projecting = <F>(stage: Stage<F>): Stepping<F> | null => ('step' in stage ? (stage as Stepping<F>) : null);
const isPassing = (stage: Stage): stage is Passing => 'through' in stage;

type Collect = (chunk: Chunk) => Chunk | null;
/** Loops by number of steps. Shared by the keys of a partition: what one has learnt holds for all. */
export type FusedCode = Map<number, (steps: readonly Stepping['step'][], chunk: typeof Chunk) => Collect>;

/** What a chunk of current events passes in one loop, row by row, up to the stage that needs it as a chunk again. */
type Way = {
  collect: Collect;
  to: Stage;
  /** How many streams lie on the way, each of them read by one query alone. */
  levels: number;
  seen: readonly Passing[];
  versions: readonly number[];
};

/**
 * The `chunk` of a stepping stage, for chunks of current events: as many steps as follow each other, over several
 * queries too, become one loop without a list of rows between them. Since steps have no effect and nobody looks on, it
 * cannot be told from a loop each. After an error it is a loop for each query, so that the error is met where it belongs.
 */
export function fusing(first: Stepping, code: FusedCode): (chunk: Chunk) => void {
  return fusedFrom(first, code).run;
}

/** As `fusing`; `reach` says over how many streams it would go now. */
export function fusedFrom(first: Stepping, code: FusedCode): {run: (chunk: Chunk) => void; reach: () => number} {
  let far: Way | null = null;
  let near: Way | null = null;
  const farthest = (): Way => (far !== null && isValid(far) ? far : (far = wayFrom(first, code, DEEPEST)));
  const go = (way: Way, chunk: Chunk): void => {
    const out = way.collect(chunk);
    if (out !== null) way.to.chunk(out);
  };
  const nearby = (chunk: Chunk): void => {
    if (near === null || !isValid(near)) near = wayFrom(first, code, 0);
    go(near, chunk);
  };
  const run = (chunk: Chunk): void => {
    const way = farthest();
    const {levels, to} = way;
    if (levels === 0) return go(way, chunk);
    const {nesting} = to as Passing;
    if (nesting === null || nesting.now + levels >= DEEPEST) return nearby(chunk);
    let out: Chunk | null;
    try {
      out = way.collect(chunk);
    } catch {
      return nearby(chunk);
    }
    if (out === null) return;
    nesting.now += levels;
    try {
      to.chunk(out);
    } finally {
      nesting.now -= levels;
    }
  };
  return {run, reach: () => farthest().levels};
}

const isValid = ({seen, versions}: Way): boolean => {
  for (let i = 0; i < seen.length; i++) if (seen[i]!.version !== versions[i]) return false;
  return true;
};

/** The way over at most so many streams. Beyond the first query it ends at a stream, where errors of what follows end too. */
function wayFrom(first: Stepping, code: FusedCode, most: number): Way {
  const steps: Stepping['step'][] = [];
  const seen: Passing[] = [];
  let stage: Stage = first;
  let end = {to: stage, steps: 0, levels: 0};
  for (;;) {
    if (isStepping(stage)) {
      steps.push(stage.step);
      stage = stage.next;
    } else {
      const stream = isPassing(stage) && stage.nesting !== null;
      if (stream || end.to === first) end = {to: stage, steps: steps.length, levels: stream ? levelsOf(seen) : 0};
      if (!isPassing(stage) || seen.includes(stage) || (stream && levelsOf(seen) >= most)) break;
      seen.push(stage);
      const next = stage.through();
      if (next === null || (stream && !isStepping(next))) break;
      stage = next;
    }
  }
  return {
    collect: loopOf(steps.slice(0, end.steps), code),
    to: end.to,
    levels: end.levels,
    seen,
    versions: seen.map((s) => s.version),
  };
}
const levelsOf = (seen: readonly Passing[]): number => seen.filter((s) => s.nesting !== null).length;

function loopOf(steps: readonly Stepping['step'][], code: FusedCode): Collect {
  let make = code.get(steps.length);
  if (!make) code.set(steps.length, (make = compile(steps.length)));
  return make(steps, Chunk);
}

function compile(count: number): (steps: readonly Stepping['step'][], chunk: typeof Chunk) => Collect {
  const all = Array.from({length: count}, (_, i) => i);
  const source = [
    `'use strict';const ${all.map((i) => `s${i}=S[${i}]`).join(',')};`,
    // Copies of the right length, written over: lists that grow cost more.
    'return function(c){const n=c.length,from=c.ts,events=c.rows,ts=from.slice(0,n),rows=events.slice(0,n);let k=0;',
    'for(let i=0;i<n;i++){const t=from[i];let r=events[i];',
    ...all.map((i) => `r=s${i}(t,r);if(r===null)continue;`),
    'ts[k]=t;rows[k++]=r;}',
    'if(k===0)return null;if(k<n){ts.length=k;rows.length=k;}return Chunk.currents(ts,rows);};',
  ].join('\n');
  return compileFunction(source, ['S', 'Chunk'], {filename: 'siddhi://fused'}) as ReturnType<typeof compile>;
}
