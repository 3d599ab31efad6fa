import {simulateCommand} from '@tandem/cluster/simulation';
import {inParallel} from './in-parallel.ts';

/** As `simulateCommand`, with `--jobs N` threads. */
export function simulation(args: readonly string[], print: (line: string) => void): Promise<number> {
  if (!args.includes('--jobs')) return simulateCommand(args, print);
  const given = args[args.indexOf('--jobs') + 1];
  const jobs = Number(given);
  if (!Number.isSafeInteger(jobs) || jobs < 1) throw new Error(`--jobs wants a whole number above 0, found ${given}`);
  return simulateCommand(args, print, (options) => inParallel(jobs, options));
}
