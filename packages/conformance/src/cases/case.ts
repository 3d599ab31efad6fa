import {readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {assert} from '@tandem/base';

/** A value as recorded: JSON, and `{"$long": "…"}`, `{"$int": …}`, `{"$set": […]}` and the like for what JSON cannot say. */
export type Recorded = null | boolean | number | string | Recorded[] | {[key: string]: Recorded};

export type Step =
  | {send: string; ts?: number; data: Recorded[]}
  | {send: string; events: {ts?: number; data: Recorded[]}[]}
  | {query: string}
  | {persist: true}
  | {restart: true}
  | {restore: true}
  | {publish: string; data: Recorded[]};

export type OutputKind = 'current' | 'expired' | 'stream' | 'topic' | 'ondemand' | 'ondemand-null' | 'ondemand-empty';

/** `step`: -1 while starting. `batch`: equal numbers within a step came in one callback. `ts`: only where it is defined. */
export type Output = {from: string; kind: OutputKind; step: number; batch: number; ts?: number; data?: Recorded[]};

/** `create`: the app was refused; `step`: thrown to the caller; `runtime`: reported, the sender saw nothing. */
export type Phase = 'create' | 'step' | 'runtime';

/** One recorded run of the reference engine; the package's README has the format. */
export type Case = {
  id: string;
  section: string;
  app: string;
  steps: Step[];
  /** Names of queries and streams, and `topic:x`. */
  collect: string[];
  expect: {
    outputs: Output[];
    /** The first error; `step` is absent at `create`. */
    error: {phase: Phase; kind: string; step?: number} | null;
    /** How many errors there were; absent: not more than one. */
    errorCount?: number;
    /** Attributes (name, type) of inferred streams and of aggregations. */
    schemas?: Record<string, [name: string, type: string][]>;
  };
  note?: string;
  deviation_ok?: boolean;
  unordered?: boolean;
};

/** The cases of all `*.jsonl` in `folder`, in the order of file names, whose section starts with `prefix`. Throws on what is no case. */
export function readCases(folder: string, prefix = ''): Case[] {
  const files = readdirSync(folder)
    .filter((name) => name.endsWith('.jsonl'))
    .sort();
  assert(files.length > 0, `there is no *.jsonl in ${folder}`);
  return files
    .flatMap((name) => parseCases(readFileSync(join(folder, name), 'utf8'), name))
    .filter((c) => c.section.startsWith(prefix));
}

/** One case a line; empty lines are passed over. `source` is named in errors. */
export function parseCases(text: string, source: string): Case[] {
  const cases: Case[] = [];
  for (const [i, line] of text.split('\n').entries()) {
    if (line.trim() !== '') cases.push(parseCase(line, `${source}:${i + 1}`));
  }
  return cases;
}

function parseCase(line: string, place: string): Case {
  let read: Partial<Case> | null;
  try {
    read = JSON.parse(line) as Partial<Case> | null;
  } catch (error) {
    throw new Error(`${place} is no JSON: ${String(error)}`, {cause: error});
  }
  const complete =
    typeof read?.id === 'string' &&
    typeof read.app === 'string' &&
    Array.isArray(read.steps) &&
    Array.isArray(read.expect?.outputs);
  assert(complete, `${place} is no case: expected id, app, steps and expect.outputs`);
  return {section: '', collect: [], ...read} as Case;
}
