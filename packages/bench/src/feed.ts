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
  if (batch > 1) {
    const moves = workload.tsMoves === true;
    return (from, count) => {
      for (let at = from; at < from + count;) {
        const events: {timestamp: number; data: StockRow}[] = [];
        for (let j = 0; j < batch; j++, at++)
          events.push({timestamp: START + at, data: moves ? moved(at) : rows[at % length]!});
        stock.sendBatch(events);
      }
    };
  }
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
