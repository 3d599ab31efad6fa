import type {Row} from '../api.ts';
import type {Arguments} from './arguments.ts';
import type {KeyPart} from './java-order.ts';
import type {WindowInput} from './window.ts';

/** Rows with equal values in all parts get the same text, others another. */
export function rowKey(row: Row, parts: readonly KeyPart[]): string {
  let key = '';
  for (const part of parts) {
    if (part === null) continue;
    const value = row[part.index] ?? null;
    const text = typeof value === 'object' ? JSON.stringify(value) : String(value);
    key += `${value === null ? 'null' : typeof value}${text.length}:${text}`;
  }
  return key;
}

/**
 * The attributes from argument `from` on. Without such arguments the key is what
 * the query selects as it is (a quirk of the reference engine, copied; its
 * documentation says all attributes). Null: something computed, not known yet when the window counts.
 */
export function keyParts(args: Arguments, from: number, input: WindowInput): KeyPart[] {
  const given = Array.from(
    {length: Math.max(0, args.length - from)},
    (_, i) => args.attribute(from + i, 'a key').index,
  );
  const indexes = given.length > 0 ? given : (input.selected ?? input.attributes.map((_, i) => i));
  return indexes.map((index) => (index === null ? null : {index, type: input.attributes[index]!.type}));
}
