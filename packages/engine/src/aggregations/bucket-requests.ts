import type {Row} from '../api.ts';
import {sameKey} from '../external/candidates.ts';
import type {ExternalDesk} from '../external/desk.ts';
import type {ExternalTable} from '../external/external-table.ts';
import type {ExternalFailure} from '../external/port.ts';

/** Rows of one request. */
const mostRows = 256;

/** Asks for rows of buckets to be in an external table instead of those of the same key, or not to be there any more. */
export function requestRows(
  what: 'put' | 'remove',
  rows: readonly Row[],
  table: ExternalTable,
  desk: ExternalDesk,
): void {
  const change = what === 'put' ? put : remove;
  for (let at = 0; at < rows.length; at += mostRows) {
    const some = rows.slice(at, at + mostRows);
    desk.write({
      table: table.id,
      candidates: some.map((row) => sameKey(row, table)).filter((candidate) => candidate !== null),
      query: '',
      refuse: (message) => [failure(message, some)],
      apply: (held) =>
        some.flatMap((row) =>
          table.changing(held, () => change(row, table)).map(({message}) => failure(message, [row])),
        ),
    });
  }
}

const keyOf = (row: Row, {key}: ExternalTable): Row => key.map((position) => row[position] ?? null);

function put(row: Row, table: ExternalTable): void {
  const entry = table.byKey(keyOf(row, table));
  if (entry) table.replace([{entry, row}]);
  else table.insert(row);
}
function remove(row: Row, table: ExternalTable): void {
  const entry = table.byKey(keyOf(row, table));
  if (entry) table.remove(entry);
}

/** Of no stream: many events have become the row. Its bucket's start stands for their time. */
const failure = (message: string, rows: readonly Row[]): ExternalFailure => ({
  message,
  stream: '',
  query: '',
  events: rows.map((row) => ({timestamp: row[0] as number, data: [...row]})),
});
