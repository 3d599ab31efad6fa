import type {Row} from '../api.ts';
import type {ExternalTableInfo} from './port.ts';

/** As databases count: code points. */
const characters = (text: string): number => Array.from(text).length;

/**
 * Why a row cannot be kept by a database, in words; null when it can. The same for all databases, so that an app does not
 * behave otherwise beside another one.
 */
export function unfit(row: Row, {id, attributes, key, lengths, options}: ExternalTableInfo): string | null {
  const nulls = options.get('allow.null.values')?.toLowerCase() !== 'false';
  for (const [position, {name, type}] of attributes.entries()) {
    const value = row[position] ?? null;
    if (value === null) {
      if (key.includes(position)) return `'${name}' is of the primary key of table '${id}' and must not be null`;
      if (!nulls && type !== 'string' && type !== 'bool')
        return `'${name}' of table '${id}' is null, which allow.null.values='false' forbids`;
      continue;
    }
    if (typeof value === 'number' && !Number.isFinite(value)) return `'${name}' of table '${id}' cannot be ${value}`;
    if (typeof value !== 'string') continue;
    const most = lengths.get(position);
    if (most !== undefined && value.length > most && characters(value) > most)
      return `'${name}' of table '${id}' takes ${most} characters, but this is ${characters(value)} long`;
    if (!value.isWellFormed()) return `'${name}' of table '${id}' cannot hold half a surrogate pair`;
  }
  return null;
}
