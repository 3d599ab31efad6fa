import type {AttributeType} from '@tandem/siddhiql';
import {valueText} from '@tandem/functions';
import type {Row} from '../api.ts';

/**
 * Sorts entries as a Java hash map lists them whose keys are the texts of these
 * attributes, one after the other. Siddhi apps see this order where several
 * keys leave at once. `widest`: the most entries that the map ever had.
 */
export function inJavaOrder<T extends {row: Row}>(entries: Iterable<T>, key: readonly KeyPart[], widest: number): T[] {
  let buckets = 16;
  while (widest > buckets * 0.75) buckets *= 2;
  const placed = [...entries].map((entry) => ({entry, bucket: spread(textOf(entry.row, key)) & (buckets - 1)}));
  return placed.sort((a, b) => a.bucket - b.bucket).map(({entry}) => entry);
}

/** Null: a value that is not known yet, which reads 'null'. */
export type KeyPart = {index: number; type: AttributeType} | null;

function textOf(row: Row, key: readonly KeyPart[]): string {
  return key.map((part) => (part ? valueText(row[part.index] ?? null, part.type) : 'null')).join('');
}

/** The hash of a Java string, its upper half mixed into the lower one. */
function spread(text: string): number {
  let hash = 0;
  for (let i = 0; i < text.length; i++) hash = (Math.imul(hash, 31) + text.charCodeAt(i)) | 0;
  return hash ^ (hash >>> 16);
}
