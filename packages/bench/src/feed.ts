import type {SiddhiApp} from '@tandem/engine';
import {type StockRow, START} from './events.ts';
import type {Workload} from './workloads.ts';

/** Sends `count` events (a whole number of batches), those from the `from`-th on. */
export type Feed = (from: number, count: number) => void;

/** As the reference's driver feeds: through the stream's entrance, rows that exist beforehand or, with moving times, new ones. */
export function feedOf(workload: Workload, app: SiddhiApp, rows: readonly StockRow[], batch: number): Feed {
  const stock = app.input('StockStream');
  const {length} = rows;
  const moved = (at: number): StockRow => {
    const row = rows[at % length]!;
    return [row[0], row[1], row[2], START + at];
  };
  if (batch > 1) return batches(workload, app, moved, rows, batch);
  if (workload.twoStreams) {
    const other = app.input('OtherStream');
    return (from, count) => {
      for (let at = from; at < from + count; at += 2) {
        stock.send(rows[at % length]!);
        other.send(rows[(at + 1) % length]!);
      }
    };
  }
  if (workload.playback) {
    return (from, count) => {
      for (let at = from; at < from + count; at++) stock.send(moved(at), START + at);
    };
  }
  if (workload.tsMoves) {
    return (from, count) => {
      for (let at = from; at < from + count; at++) stock.send(moved(at));
    };
  }
  return (from, count) => {
    for (let i = 0, at = from % length; i < count; i++) {
      stock.send(rows[at]!);
      if (++at === length) at = 0;
    }
  };
}

/** A list is a part of the rows that exist beforehand, as a whole; lists of new rows are new as well. */
function batches(
  {tsMoves, twoStreams}: Workload,
  app: SiddhiApp,
  moved: (at: number) => StockRow,
  rows: readonly StockRow[],
  batch: number,
): Feed {
  const inputs = [app.input('StockStream'), ...(twoStreams ? [app.input('OtherStream')] : [])];
  const timestamps: number[] = [];
  return (from, count) => {
    let turn = 0;
    for (let first = from; first < from + count; first += batch) {
      const start = first % rows.length;
      const sent = tsMoves ? [] : rows.slice(start, start + batch);
      for (let i = sent.length; i < batch; i++)
        sent.push(tsMoves ? moved(first + i) : rows[(first + i) % rows.length]!);
      for (let i = 0; i < batch; i++) timestamps[i] = START + first + i;
      inputs[turn]!.sendRows(sent, timestamps);
      if (++turn === inputs.length) turn = 0;
    }
  };
}
