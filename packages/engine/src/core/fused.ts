import type {Row} from '../api.ts';
import type {Chunk} from './chunk.ts';
import {DEEPEST, type Depth} from './depth.ts';
import {type Collect, type FusedCode, wiring} from './fused-code.ts';
import type {Stage} from './stage.ts';
import type {StepText} from './step-text.ts';

/**
 * A stage that makes at most one row of a row, whatever came before and whatever comes after: a filter, a projection.
 * `step` answers the row, null for none, and has no effect.
 */
export interface Stepping<F = Row> extends Stage<F> {
  readonly step: (ts: number, row: F) => Row | null;
  readonly next: Stage;
  /** The same as text, where it can be written down: one for all instances of the plan. */
  readonly text?: StepText | undefined;
}

/** A stage through which events go on unchanged. */
export interface Passing extends Stage {
  /** Somebody went by what `through` answered: `rewired` is to be told when it may answer otherwise. */
  relied: boolean;
  /** The only stage that its events go to; null where there are none or several, or where somebody looks on. */
  through(): Stage | null;
  /** Of a stream: how deep streams are nested. What fails behind a stream ends there. */
  readonly nesting: Depth | null;
}

export const isStepping = (stage: Stage): stage is Stepping => 'step' in stage;
/** A stage that only makes rows of the frames of a join or pattern. */
export const projecting = <F>(stage: Stage<F>): Stepping<F> | null => ('step' in stage ? (stage as Stepping<F>) : null);
const isPassing = (stage: Stage): stage is Passing => 'through' in stage;

/** Over how many streams one function goes at most: one that is too long is never optimised. */
const FARTHEST = 32;

/** What current events pass in one function, row by row, up to the stage that needs them again. */
type Way = {
  steps: readonly Stepping[];
  to: Stage;
  /** How many streams lie on the way, each of them read by one query alone. */
  levels: number;
};
/** `version`: of the wiring that it was found in. */
type Loop = {collect: Collect; to: Stage; levels: number; version: number};

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
  let far: Loop | null = null;
  let near: Loop | null = null;
  const loopOver = (most: number): Loop => {
    const {steps, to, levels} = wayFrom(first, most);
    return {collect: code.loop(steps), to, levels, version: wiring.version};
  };
  const farthest = (): Loop => (far !== null && far.version === wiring.version ? far : (far = loopOver(FARTHEST)));
  const go = (loop: Loop, chunk: Chunk): void => {
    const out = loop.collect(chunk);
    if (out !== null) loop.to.chunk(out);
  };
  const nearby = (chunk: Chunk): void => {
    if (near === null || near.version !== wiring.version) near = loopOver(0);
    go(near, chunk);
  };
  const run = (chunk: Chunk): void => {
    const loop = farthest();
    const {levels, to} = loop;
    if (levels === 0) return go(loop, chunk);
    const {nesting} = to as Passing;
    if (nesting === null || nesting.now + levels >= DEEPEST) return nearby(chunk);
    let out: Chunk | null;
    try {
      out = loop.collect(chunk);
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

/**
 * `one` of a stream whose only reader begins with steps: one function up to the stream that the last of them lead to, made
 * of texts as a loop is. `slow`: when the wiring has changed since, and for an event that is to meet its error, or the
 * end of nesting, where it belongs. Null where no steps lead to a stream.
 */
export function singleFrom(stream: Passing, code: FusedCode, slow: Stage['one']): Stage['one'] | null {
  const {steps, to, levels} = wayFrom(stream, FARTHEST);
  if (levels === 0 || steps.length === 0 || stream.nesting === null) return null;
  return code.single(steps, to, levels, stream.nesting, slow);
}

/** The way over at most so many streams. Beyond the first query it ends at a stream, where errors of what follows end too. */
function wayFrom(first: Stage, most: number): Way {
  const steps: Stepping[] = [];
  const seen: Passing[] = [];
  let stage: Stage = first;
  let end = {to: stage, steps: 0, levels: 0};
  for (;;) {
    if (isStepping(stage)) {
      steps.push(stage);
      stage = stage.next;
    } else {
      const stream = isPassing(stage) && stage.nesting !== null;
      if (stream || end.to === first) end = {to: stage, steps: steps.length, levels: stream ? levelsOf(seen) : 0};
      if (!isPassing(stage) || seen.includes(stage) || (stream && levelsOf(seen) >= most)) break;
      seen.push(stage);
      stage.relied = true;
      const next = stage.through();
      if (next === null || (stream && !isStepping(next))) break;
      stage = next;
    }
  }
  return {steps: steps.slice(0, end.steps), to: end.to, levels: end.levels};
}
const levelsOf = (seen: readonly Passing[]): number => seen.filter((s) => s.nesting !== null).length;
