import type {Row} from '../api.ts';

/** The long attribute at `index`, in ms. Throws where it is null: the event cannot be placed in time. */
export function timestampAt(row: Row, index: number): number {
  const value = row[index];
  if (typeof value === 'number') return value;
  if (typeof value === 'bigint') return Number(value);
  throw new Error('the timestamp attribute of a window is null');
}
