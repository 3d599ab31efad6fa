import {readFileSync} from 'node:fs';

/** Minutes late, miles, hour of the day. */
export type Flight = {delay: number; distance: number; time: number};

/**
 * 200,000 real flights of 2001: `data/flights-200k.json` of the npm package
 * vega-datasets (BSD-3-Clause), collected by the U.S. Bureau of
 * Transportation Statistics (public data under 14 CFR Part 234).
 */
export function flights(count: number): Flight[] {
  const path = new URL('../data/flights-200k.json', import.meta.resolve('vega-datasets'));
  const all = JSON.parse(readFileSync(path, 'utf8')) as Flight[];
  return Array.from({length: count}, (_, i) => all[i % all.length] as Flight);
}
