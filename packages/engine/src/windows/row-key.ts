import type {Row} from '../api.ts';
import type {Arguments} from './arguments.ts';
import type {WindowInput} from './window.ts';

/** Rows with equal values in `indexes` get the same text, others another. */
export function rowKey(row: Row, indexes: readonly number[]): string {
  let key = '';
  for (const i of indexes) {
    const value = row[i] ?? null;
    const text = typeof value === 'object' ? JSON.stringify(value) : String(value);
    key += `${value === null ? 'null' : typeof value}${text.length}:${text}`;
  }
  return key;
}

/**
 * The attributes from argument `from` on. Without such arguments the key is what
 * the query selects as it is (a quirk of the reference engine, copied; its
 * documentation says all attributes).
 */
export function keyIndexes(args: Arguments, from: number, input: WindowInput): readonly number[] {
  if (args.length <= from) return input.selected ?? input.attributes.map((_, i) => i);
  return Array.from({length: args.length - from}, (_, i) => args.attribute(from + i, 'a key').index);
}
