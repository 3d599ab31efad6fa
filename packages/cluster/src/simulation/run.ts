import {faults} from './faults.ts';
import {minimise} from './minimise.ts';
import {Coverage} from './phases.ts';
import {simulateSeed} from './simulate-seed.ts';

export {Coverage} from './phases.ts';

export type SimulateOptions = {
  seeds: number;
  from?: number;
  /** Where words go, a line each. */
  print?: (line: string) => void;
};
export type Summary = {
  seeds: number;
  failed: number[];
  waived: number;
  answered: number;
  epochs: number;
  events: number;
  coverage: Coverage;
};

/** Runs seeds one after another; a failing one is cut down to the faults that it needs, and its trace printed. */
export async function simulate(options: SimulateOptions): Promise<Summary> {
  const {seeds, from = 1, print = () => {}} = options;
  const coverage = new Coverage();
  const summary: Summary = {seeds, failed: [], waived: 0, answered: 0, epochs: 0, events: 0, coverage};
  for (let seed = from; seed < from + seeds; seed++) {
    const result = await simulateSeed(seed);
    summary.answered += result.answered;
    summary.epochs += result.epochs;
    summary.events += result.events;
    coverage.addAll(result.coverage);
    if (result.waived) summary.waived++;
    if (result.violation !== undefined) {
      summary.failed.push(seed);
      print(`seed ${seed} FAILED: ${result.violation}`);
      await explain(seed, [], print);
    }
    const done = seed - from + 1;
    if (done % 100 === 0) print(`${done} of ${seeds} seeds, ${summary.failed.length} failed`);
  }
  return summary;
}

function inWords({seeds, failed, waived, answered, epochs, events}: Summary, from: number): string {
  return (
    `${seeds} seeds from ${from}: ${failed.length} failed, ${waived} with an admitted double fault, ` +
    `${answered} inputs answered, ${epochs} epochs, ${events} events`
  );
}

/** The trace of a failing seed with as few faults as show it, and how to run that again. */
async function explain(seed: number, skip: readonly number[], print: (line: string) => void): Promise<void> {
  const least = await minimise(seed, {skip});
  const again = await simulateSeed(seed, {skip: least.skip, trace: true});
  for (const line of again.trace) print(line);
  print(
    `seed ${seed} with ${again.faults - least.skip.length} of ${again.faults} faults: ${again.violation ?? 'not repeatable'}`,
  );
  print(`again: simulate --seed ${seed}${least.skip.length > 0 ? ` --skip ${least.skip.join(',')}` : ''}`);
}

/** Many seeds, in words or as one JSON object. False: a seed failed. `run`: who runs them; by default this thread, one after another. */
export async function simulateSeeds(
  {seeds, from, json}: {seeds: number; from: number; json: boolean},
  print: (line: string) => void,
  run: (options: SimulateOptions) => Promise<Summary> = simulate,
): Promise<boolean> {
  const {coverage, ...summary} = await run({seeds, from, print: json ? () => {} : print});
  const holes = coverage.holes(Object.keys(faults));
  if (json) {
    const counts = Object.fromEntries([...coverage.counts].map(([fault, of]) => [fault, Object.fromEntries(of)]));
    print(JSON.stringify({...summary, coverage: counts, holes}));
  } else {
    print(inWords({...summary, coverage}, from));
    print('');
    for (const line of coverage.table()) print(line);
    print(holes.length === 0 ? 'every fault began in every phase' : `never met: ${holes.join('; ')}`);
  }
  return summary.failed.length === 0;
}

/** One seed with its trace, without the faults of those places. False: it failed. */
export async function simulateOne(
  seed: number,
  skip: readonly number[],
  print: (line: string) => void,
): Promise<boolean> {
  const {trace, violation} = await simulateSeed(seed, {skip, trace: true});
  for (const line of trace) print(line);
  print(`seed ${seed}: ${violation ?? 'good'}`);
  return violation === undefined;
}
