import {parseArgs} from 'node:util';
import {simulateOne, simulateSeeds} from '@tandem/cluster/simulation';
import {understood} from '../arguments.ts';
import {inParallel} from './in-parallel.ts';

const usage = `pnpm simulate [options]
  --seeds N     how many (default 1000); from seed 5001 on, some faults wait for a phase of the group
  --from N      the first one (default 1)
  --jobs N      in so many threads
  --json        one JSON object
  --seed N      this one alone, with its trace
  --skip N,N    with --seed: without the faults at these places`;

/** The pair under faults, in one process. Answers the exit code: 1 when a seed failed, 2 for wrong arguments. */
export async function simulation(args: readonly string[], print: (line: string) => void): Promise<number> {
  const values = understood(() => options(args), usage, print);
  if (typeof values === 'number') return values;
  const {seed, skip, jobs} = values;
  if (seed !== undefined) return (await simulateOne(seed, skip, print)) ? 0 : 1;
  const run = jobs === undefined ? undefined : inParallel.bind(undefined, jobs);
  return (await simulateSeeds(values, print, run)) ? 0 : 1;
}

function options(args: readonly string[]) {
  const text = {type: 'string'} as const;
  const flag = {type: 'boolean', default: false} as const;
  const {values} = parseArgs({
    args: args.filter((arg) => arg !== '--'),
    options: {seeds: text, from: text, jobs: text, seed: text, skip: text, json: flag, help: flag},
  });
  const {json, help} = values;
  return {
    seeds: whole('--seeds', values.seeds) ?? 1000,
    from: whole('--from', values.from) ?? 1,
    jobs: whole('--jobs', values.jobs, 1),
    seed: whole('--seed', values.seed),
    skip: (values.skip ?? '').split(',').flatMap((place) => (place === '' ? [] : (whole('--skip', place) ?? []))),
    json,
    help,
  };
}

function whole(option: string, text: string | undefined, least = 0): number | undefined {
  if (text === undefined) return undefined;
  const number = Number(text);
  if (!Number.isSafeInteger(number) || number < least)
    throw new Error(`${option}: found ${text}, expected a whole number of at least ${least}`);
  return number;
}
