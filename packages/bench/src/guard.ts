import {must} from '@tandem/base';
import {type Allocation, allocationFlags} from './allocation.ts';
import {tandem} from './engine-process.ts';
import {KEYS, type KeyMemory} from './key-memory.ts';
import {printed} from './process.ts';
import {workloadOf, workloads} from './workloads.ts';

/** What an event of a workload costs that does not depend on the clock or on other load. */
export type Shape = {
  workload: string;
  /** Bytes of heap allocated per event, rows that the driver makes included. */
  bytes: number;
  /** How often compiled code was thrown away in about a million events. */
  deoptimisations: number;
};

/** Bytes per event: half as much again as was measured when this was written, and 16. */
const BYTES: Readonly<Record<string, number>> = {
  W1: 45,
  W2: 172,
  W3: 148,
  W4: 48,
  W5: 273,
  W6: 239,
  W7: 55,
  W8: 136,
  W9: 212,
  W10: 124,
  W11: 184,
  W12: 110,
};
/** Warming up takes about ten; code that is thrown away again and again takes hundreds. */
export const DEOPTIMISATIONS = 60;

/** Measures one workload in a process of its own. */
export async function shapeOf(workload: string): Promise<Shape> {
  const job = {kind: 'allocation', workload, events: 100_000, of: workloadOf(workload)};
  const lines = await printed(tandem.command, [
    ...allocationFlags,
    '--trace-deopt',
    ...tandem.args,
    JSON.stringify(job),
  ]);
  const result = must(
    lines.find((line) => line.startsWith('{"perEvent"')),
    'a line with the result',
  );
  const {perEvent} = JSON.parse(result) as Allocation;
  const deoptimisations = lines.filter((line) => line.startsWith('[bailout (kind: deopt-')).length;
  return {workload, bytes: perEvent, deoptimisations};
}

/** What is above its bound, in words. */
export function tooMuch({workload, bytes, deoptimisations}: Shape): string[] {
  const bound = must(BYTES[workload], 'a bound for each workload');
  return [
    ...(bytes > bound
      ? [`${workload} allocates ${bytes.toFixed(0)} bytes an event, at most ${bound} are allowed`]
      : []),
    ...(deoptimisations > DEOPTIMISATIONS
      ? [`${workload} was deoptimised ${deoptimisations} times, at most ${DEOPTIMISATIONS} are allowed`]
      : []),
  ];
}

/** Bytes that a key of a partition with that query weighs, measured in a process of its own. */
export async function keyBytes(query: string): Promise<number> {
  const job = {kind: 'keyMemory', query, keys: 20_000};
  const lines = await printed(tandem.command, ['--expose-gc', ...tandem.args, JSON.stringify(job)]);
  const result = must(
    lines.find((line) => line.startsWith('{"perKey"')),
    'a line with the result',
  );
  return (JSON.parse(result) as KeyMemory).perKey;
}

/** All workloads, and keys of partitions; answers the exit code. */
export async function guard(print: (line: string) => void): Promise<number> {
  const found: string[] = [];
  for (const {name} of workloads) {
    const shape = await shapeOf(name);
    print(`${name}: ${shape.bytes.toFixed(1)} bytes an event, ${shape.deoptimisations} deoptimisations`);
    found.push(...tooMuch(shape));
  }
  for (const [query, {bytes: most}] of Object.entries(KEYS)) {
    const bytes = await keyBytes(query);
    print(`a key with ${query}: ${bytes.toFixed(0)} bytes`);
    if (bytes > most) found.push(`a key with ${query} weighs ${bytes.toFixed(0)} bytes, at most ${most} are allowed`);
  }
  for (const line of found) print(line);
  return found.length === 0 ? 0 : 1;
}
