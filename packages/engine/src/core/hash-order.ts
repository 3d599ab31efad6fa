/** Sorted as a Java hash map lists these keys, put into it one after the other. */
export function asInHashMap<T>(entries: readonly T[], key: (entry: T) => string): T[] {
  let buckets = 16;
  while (entries.length > buckets * 0.75) buckets *= 2;
  const placed = entries.map((entry) => ({entry, bucket: stringHash(key(entry)) & (buckets - 1)}));
  return placed.sort((a, b) => a.bucket - b.bucket).map(({entry}) => entry);
}

/** The hash of a Java string, its upper half mixed into the lower one, as hash maps use it. */
export function stringHash(text: string): number {
  let hash = 0;
  for (let i = 0; i < text.length; i++) hash = (Math.imul(hash, 31) + text.charCodeAt(i)) | 0;
  return hash ^ (hash >>> 16);
}
