import type {AttributeType} from '@tandem/siddhiql';
import {valueText} from '@tandem/functions';
import type {Row} from '../api.ts';
import {asInConcurrentHashMap} from '../core/concurrent-hash-order.ts';

/**
 * Sorts entries as a concurrent Java hash map lists them whose keys are the texts of these
 * attributes, one after the other. Siddhi apps see this order where several
 * keys leave at once. `widest`: the most entries that the map ever had.
 */
export function inJavaOrder<T extends {row: Row}>(entries: Iterable<T>, key: readonly KeyPart[], widest: number): T[] {
  return asInConcurrentHashMap([...entries], (entry) => textOf(entry.row, key), widest);
}

/** Null: a value that is not known yet, which reads 'null'. */
export type KeyPart = {index: number; type: AttributeType} | null;

function textOf(row: Row, key: readonly KeyPart[]): string {
  return key.map((part) => (part ? valueText(row[part.index] ?? null, part.type) : 'null')).join('');
}
