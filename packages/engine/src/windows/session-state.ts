import type {Plain, ValueReader, ValueWriter} from '@tandem/wire';
import {must} from '@tandem/base';
import type {Row, Value} from '../api.ts';
import {itemsPerStep, type Steps, writeList} from '../core/cut.ts';
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
  /** Only ever added to: an event in front begins new lists, so that a cut can go on with these. */
  ts: number[];
  rows: Row[];
  /** Order of coming to be over. */
  closed = 0;
  /** The newest cut that knows what it was then. */
  cut: number;

  constructor(key: Value, serial: number, ts: number, row: Row, gap: number, cut = 0) {
    this.key = key;
    this.serial = serial;
    this.start = ts;
    this.end = ts + gap;
    this.due = this.end;
    this.ts = [ts];
    this.rows = [row];
    this.cut = cut;
  }
  add(ts: number, row: Row, gap: number): void {
    this.ts.push(ts);
    this.rows.push(row);
    this.end = Math.max(this.end, ts + gap);
  }
  /** A late event that begins the session earlier. */
  prepend(ts: number, row: Row): void {
    this.ts = [ts, ...this.ts];
    this.rows = [row, ...this.rows];
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

/** A session as it is at a time, without a copy of its events. */
export type SessionThen = Pick<Session, 'key' | 'serial' | 'start' | 'end' | 'due' | 'over'> & {
  ts: readonly number[];
  rows: readonly Row[];
  length: number;
};
export function sessionThen({key, serial, start, end, due, over, ts, rows}: Session): SessionThen {
  return {key, serial, start, end, due, over, ts, rows, length: rows.length};
}

/** As `save` of it then. Many are small: only a large one is written in steps. */
export function writeSession(to: ValueWriter, then: SessionThen): Steps | void {
  const {ts, rows, length, ...rest} = then;
  const times = ts as readonly Plain[];
  const events = rows as readonly unknown[] as readonly Plain[];
  to.object(8);
  for (const [name, value] of Object.entries(rest)) {
    to.value(name);
    to.value(value as Plain);
  }
  if (length > itemsPerStep) return writeLists(to, times, events, length);
  to.value('ts');
  to.array(length);
  for (let i = 0; i < length; i++) to.value(times[i]!);
  to.value('rows');
  to.array(length);
  for (let i = 0; i < length; i++) to.value(events[i]!);
}
function* writeLists(to: ValueWriter, ts: readonly Plain[], rows: readonly Plain[], length: number): Steps {
  for (const [name, list] of Object.entries({ts, rows})) {
    to.value(name);
    yield* writeList(to, length, (i) => to.value(list[i]!));
  }
}

export type SavedSession = Pick<Session, 'key' | 'serial' | 'start' | 'end' | 'due' | 'over' | 'ts' | 'rows'>;

/** As `writeSession` wrote it. */
export function* readSession(from: ValueReader): Steps<SavedSession> {
  const saved: SavedSession = {key: null, serial: 0, start: 0, end: 0, due: 0, over: false, ts: [], rows: []};
  for (let left = from.object(); left > 0; left--) {
    const name = from.value() as keyof SavedSession;
    if (name !== 'ts' && name !== 'rows') {
      (saved as {[name: string]: Plain})[name] = from.value();
      continue;
    }
    const list = saved[name] as unknown[];
    for (let items = from.array(); items > 0; items--) {
      if (items % itemsPerStep === 0) yield;
      list.push(from.value());
    }
  }
  return saved;
}

/** Takes over what it is given. */
export function loadSession(saved: SavedSession, cut: number): Session {
  const first = must(saved.rows[0], 'a session holds events');
  const session = new Session(saved.key, saved.serial, saved.start, first, 0, cut);
  session.end = saved.end;
  session.due = saved.due;
  session.over = saved.over;
  session.ts = saved.ts;
  session.rows = saved.rows;
  return session;
}
