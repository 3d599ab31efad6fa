import {setTimeout} from 'node:timers/promises';

/** Milliseconds. `undisturbed`: the longest turn in which the process was not made to wait for a processor; null: there was none. */
export type Turns = {count: number; p99: number; longest: number; undisturbed: number | null; total: number};

/** Does all steps in turns of about `longest` ms, which it tells the length of, and whether they were disturbed. */
export async function inTurns<T>(
  steps: Generator<void, T>,
  longest: number,
  took: number[],
  disturbed: boolean[],
): Promise<T> {
  for (;;) {
    const switches = process.resourceUsage().involuntaryContextSwitches;
    const began = performance.now();
    let step = steps.next();
    while (step.done !== true && performance.now() - began < longest) step = steps.next();
    took.push(performance.now() - began);
    disturbed.push(process.resourceUsage().involuntaryContextSwitches !== switches);
    if (step.done === true) return step.value;
    await setTimeout(0);
  }
}

export function turns(took: readonly number[], disturbed: readonly boolean[]): Turns {
  const sorted = took.toSorted((a, b) => a - b);
  const calm = took.filter((_, i) => disturbed[i] !== true);
  return {
    count: took.length,
    p99: at(sorted, 0.99),
    longest: at(sorted, 1),
    undisturbed: calm.length > 0 ? Math.max(...calm) : null,
    total: took.reduce((sum, ms) => sum + ms, 0),
  };
}

export const at = (sorted: readonly number[], part: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0;
