import {type SeedOptions, type SeedResult, simulateSeed} from './simulate-seed.ts';

/**
 * The fewest faults of a failing seed that still make it fail: leaves out
 * halves, then quarters, down to single ones. The failure may come to look
 * different on the way; any is worth reading.
 */
export async function minimise(seed: number, options: SeedOptions = {}): Promise<SeedResult & {skip: number[]}> {
  const first = await simulateSeed(seed, options);
  let skip = new Set(options.skip);
  let best = first;
  const left = (): number[] => Array.from({length: best.faults}, (_, k) => k).filter((k) => !skip.has(k));
  for (let size = Math.ceil(left().length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let at = 0; at < left().length;) {
      const without = new Set([...skip, ...left().slice(at, at + size)]);
      const result = await simulateSeed(seed, {...options, skip: [...without]});
      if (result.violation === undefined) at += size;
      else [skip, best] = [without, result];
    }
  }
  return {...best, skip: [...skip].sort((a, b) => a - b)};
}
