import {stringHash} from './hash-order.ts';

/**
 * The order in which Java's concurrent hash map lists texts that were put into it one after the other: by bucket, within
 * one as they came, but turned round in part each time that the map grew. `widest`: the most entries that it ever had; where
 * that is more than there are, the map is taken to have grown before them. Long chains, which Java keeps as trees, are taken for chains.
 */
export function asInConcurrentHashMap<T>(
  entries: readonly T[],
  key: (entry: T) => string,
  widest: number = entries.length,
): T[] {
  const hashed = entries.map((entry) => ({entry, hash: stringHash(key(entry))}));
  let [from, buckets] = [0, bucketsOf(widest)];
  let listed: Hashed<T>[] = [];
  if (buckets === bucketsOf(entries.length))
    for (let size = 16; size < buckets; size *= 2) {
      const full = size * 0.75;
      listed = grown([...listed, ...hashed.slice(from, full)], size);
      from = full;
    }
  listed.push(...hashed.slice(from));
  return listed.sort((a, b) => bucket(a, buckets) - bucket(b, buckets)).map(({entry}) => entry);
}

type Hashed<T> = {entry: T; hash: number};
const bucket = ({hash}: {hash: number}, buckets: number): number => hash & (buckets - 1);

/** It grows as soon as three quarters of the buckets are taken, and not only when there is one more. */
function bucketsOf(widest: number): number {
  let buckets = 16;
  while (widest >= buckets * 0.75) buckets *= 2;
  return buckets;
}

/** Entries as they came, in the order that they have in their chains once so many buckets have doubled. */
function grown<T>(entries: readonly Hashed<T>[], buckets: number): Hashed<T>[] {
  const moves = ({hash}: Hashed<T>): boolean => (hash & buckets) !== 0;
  return [...Map.groupBy(entries, (entry) => bucket(entry, buckets)).values()].flatMap((chain) => {
    // The end of a chain that stays together is kept, what is before it is put in front of it, one by one.
    const end = chain.findLastIndex((entry) => moves(entry) !== moves(chain.at(-1) ?? entry)) + 1;
    return [...chain.slice(0, end).reverse(), ...chain.slice(end)];
  });
}
