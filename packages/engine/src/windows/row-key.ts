import type {Row} from '../api.ts';
import type {Arguments} from './arguments.ts';

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

/** The attributes from argument `from` on; all of the row when there are none. */
export function keyIndexes(args: Arguments, from: number, attributes: number): number[] {
  if (args.length <= from) return Array.from({length: attributes}, (_, i) => i);
  return Array.from({length: args.length - from}, (_, i) => args.attribute(from + i, 'a key').index);
}
