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

/** Lists are lent for the call only, so one serves all batches; lists of new rows are new as well. */
function batches(
  {tsMoves, twoStreams}: Workload,
  app: SiddhiApp,
  moved: (at: number) => StockRow,
  rows: readonly StockRow[],
  batch: number,
): Feed {
  const inputs = [app.input('StockStream'), ...(twoStreams ? [app.input('OtherStream')] : [])];
  const lent: StockRow[] = [];
  const timestamps: number[] = [];
  return (from, count) => {
    let turn = 0;
    for (let first = from; first < from + count; first += batch) {
      const sent = tsMoves ? [] : lent;
      const start = first % rows.length;
      for (let i = 0, at = start; i < batch; i++) {
        sent[i] = tsMoves ? moved(first + i) : rows[at]!;
        timestamps[i] = START + first + i;
        if (++at === rows.length) at = 0;
      }
      inputs[turn]!.sendRows(sent, timestamps);
      if (++turn === inputs.length) turn = 0;
    }
  };
}
