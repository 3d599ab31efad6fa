import type {Plain} from '@tandem/wire';
import {must} from '@tandem/base';
import type {Row, Value} from '../api.ts';
import type {Due} from './due-heap.ts';

/**
 * One session. `due` is its end (last timestamp + gap) while it runs; once it
 * is over and waits for late events, its end + latency.
 */
export class Session implements Due {
  readonly key: Value;
  /** Order of beginning, which settles ties. */
  readonly serial: number;
  start: number;
  end: number;
  due: number;
  gone = false;
  over = false;
  ts: number[];
  rows: Row[];

  constructor(key: Value, serial: number, ts: number, row: Row, gap: number) {
    this.key = key;
    this.serial = serial;
    this.start = ts;
    this.end = ts + gap;
    this.due = this.end;
    this.ts = [ts];
    this.rows = [row];
  }
  add(ts: number, row: Row, gap: number): void {
    this.ts.push(ts);
    this.rows.push(row);
    this.end = Math.max(this.end, ts + gap);
  }
  /** A late event that begins the session earlier. */
  prepend(ts: number, row: Row): void {
    this.ts.unshift(ts);
    this.rows.unshift(row);
    this.start = ts;
  }
  /** Takes in a session that ended before this one. */
  absorb(earlier: Session): void {
    earlier.gone = true;
    this.start = Math.min(this.start, earlier.start);
    this.end = Math.max(this.end, earlier.end);
    this.ts = [...earlier.ts, ...this.ts];
    this.rows = [...earlier.rows, ...this.rows];
  }
  save(): Plain {
    const {key, serial, start, end, due, over, ts, rows} = this;
    return {key: key as Plain, serial, start, end, due, over, ts: [...ts], rows: [...rows] as unknown as Plain};
  }
}

export function loadSession(state: Plain): Session {
  const saved = state as unknown as Omit<Session, 'add' | 'prepend' | 'absorb' | 'save'>;
  const first = must(saved.rows[0], 'a session holds events');
  const session = new Session(saved.key, saved.serial, saved.start, first, 0);
  session.end = saved.end;
  session.due = saved.due;
  session.over = saved.over;
  session.ts = [...saved.ts];
  session.rows = [...saved.rows];
  return session;
}
