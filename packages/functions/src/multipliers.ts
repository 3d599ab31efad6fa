import {type Multiplier, tokenize} from './str/tokenize.ts';

/** Stream functions that make several rows of one, by name with the namespace in front. */
export const multipliers: ReadonlyMap<string, Multiplier> = new Map(
  [tokenize].map((m) => [m.namespace === undefined ? m.name : `${m.namespace}:${m.name}`, m]),
);
export type {Multiplier};
