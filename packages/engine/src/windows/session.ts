import type {Plain, ValueReader} from '@tandem/wire';
import type {Row, Value} from '../api.ts';
import {Chunk, CURRENT, EXPIRED} from '../core/chunk.ts';
import {type Cut, readRecord, recordCut, type Steps} from '../core/cut.ts';
import {OrderedCut} from '../core/ordered-cut.ts';
import {Arguments} from './arguments.ts';
import {type Arrivals, ChunkedWindow} from './chunked-window.ts';
import {DueHeap} from './due-heap.ts';
import {DueLine} from './due-line.ts';
import {emit} from './emit.ts';
import {
  loadSession,
  readSession,
  type SavedSession,
  Session,
  type SessionThen,
  sessionThen,
  writeSession,
} from './session-state.ts';
import type {WindowHost, WindowType} from './window.ts';

type Options = {gap: number; key: number | undefined; latency: number};

/**
 * `#window.session(gap [, key [, latency]])`: passes events on, and groups them
 * by key into sessions, which end `gap` ms after their last event. When a timer
 * falls due, the events of all sessions over by its due time leave as one
 * chunk, sessions in order of end, events with their own timestamps.
 *
 * A late event up to `gap` before the running session joins it; an older one
 * is dropped. An event past the end of a session that still runs is passed on
 * and held nowhere. With `latency` a session that is over waits that long for
 * late events, which prolong it and may join it with the running one; an event
 * past the end begins the next session.
 */
class SessionArrivals implements Arrivals {
  readonly #options: Options;
  readonly #host: WindowHost;
  readonly #line: DueLine;
  readonly #running = new Map<Value, Session>();
  readonly #over = new Map<Value, Session>();
  readonly #due = new DueHeap<Session>();
  #serial = 0;
  /** How many came to be over. */
  #closed = 0;
  #cut: OrderedCut<Session, SessionThen> | null = null;
  /** How many cuts there were. */
  #cuts = 0;

  constructor(options: Options, host: WindowHost) {
    this.#options = options;
    this.#host = host;
    this.#line = new DueLine(host.env, (due) => this.#tick(due));
  }
  arrive(ts: number, row: Row, out: Chunk): void {
    const key = this.#keyOf(row);
    const running = this.#running.get(key);
    const over = this.#over.get(key);
    if (this.#place(ts, row, key, running, over)) out.push(ts, CURRENT, row);
  }
  each(): void {}
  save(): Plain {
    const sessions = [...this.#running.values(), ...this.#over.values()].map((session) => session.save());
    return {sessions, serial: this.#serial, line: this.#line.save()};
  }
  cut(): Cut {
    this.#cut?.close();
    const number = ++this.#cuts;
    const count = this.#running.size + this.#over.size;
    const [running, over] = [this.#running, this.#over];
    this.#cut = new OrderedCut<Session, SessionThen>({
      open: (to) => to.array(count),
      count,
      items: {
        *[Symbol.iterator]() {
          yield* running.values();
          yield* over.values();
        },
      },
      order: orderOf,
      isAsWas: (session) => session.cut < number,
      valueOf: sessionThen,
      putAside: (session) => void (session.cut = number),
      write: writeSession,
      perStep: 8,
    });
    return recordCut({sessions: {cut: this.#cut}, serial: this.#serial, line: {cut: this.#line.cut()}});
  }
  load(state: Plain): void {
    const {sessions, serial, line} = state as {sessions: Plain[]; serial: number; line: Plain};
    this.#clear();
    this.#serial = serial;
    this.#line.load(line);
    for (const session of sessions) this.#put(session as unknown as SavedSession);
  }
  *loadSteps(from: ValueReader): Steps {
    this.#clear();
    const sessions = function* (this: SessionArrivals): Steps {
      for (let left = from.array(); left > 0; left--) {
        if (left % 8 === 0) yield;
        this.#put(yield* readSession(from));
      }
    };
    const line = function* (this: SessionArrivals): Steps {
      this.#line.load(yield* from.slowly());
    };
    yield* readRecord(from, {
      sessions: sessions.bind(this),
      serial: () => void (this.#serial = from.value() as number),
      line: line.bind(this),
    });
  }
  #clear(): void {
    this.#cut?.close();
    this.#running.clear();
    this.#over.clear();
    this.#due.clear();
  }
  #put(state: SavedSession): void {
    const session = loadSession(state, this.#cuts);
    if (session.over) session.closed = this.#closed++;
    (session.over ? this.#over : this.#running).set(session.key, session);
    this.#due.add(session);
  }
  /** Called before anything of it does, or where it stands. */
  #changes(session: Session): void {
    if (session.cut === this.#cuts) return;
    session.cut = this.#cuts;
    if (this.#cut?.isOpen) this.#cut.keep(orderOf(session), sessionThen(session));
  }
  #keyOf(row: Row): Value {
    const {key} = this.#options;
    if (key === undefined) return '';
    const value = row[key] ?? null;
    if (value === null) throw new Error(`the key of a session is null`);
    return value;
  }
  /** Answers whether the event is passed on. */
  #place(ts: number, row: Row, key: Value, running: Session | undefined, over: Session | undefined): boolean {
    const {gap, latency} = this.#options;
    if (!running) {
      if (over && ts <= over.end) return this.#joinOver(ts, row, over);
      this.#begin(ts, row, key);
      return true;
    }
    if (ts > running.end) {
      if (latency === 0) return true;
      this.#close(running, over);
      this.#begin(ts, row, key);
      return true;
    }
    if (ts >= running.start) {
      this.#changes(running);
      running.add(ts, row, gap);
      this.#setDue(running, running.end);
      return true;
    }
    if (ts >= running.start - gap) {
      this.#changes(running);
      running.prepend(ts, row);
      if (over && over.end >= ts) this.#merge(over, running);
      return true;
    }
    return over ? this.#joinOver(ts, row, over, running) : false;
  }
  #begin(ts: number, row: Row, key: Value): void {
    const session = new Session(key, this.#serial++, ts, row, this.#options.gap, this.#cuts);
    this.#running.set(key, session);
    this.#due.add(session);
    this.#line.at(session.due);
  }
  #joinOver(ts: number, row: Row, over: Session, running?: Session): boolean {
    const {gap, latency} = this.#options;
    if (ts > over.end || ts < over.start - gap) return false;
    this.#changes(over);
    if (ts < over.start) over.prepend(ts, row);
    else over.add(ts, row, gap);
    this.#setDue(over, over.end + latency);
    if (running && over.end >= running.start) this.#merge(over, running);
    return true;
  }
  #merge(over: Session, running: Session): void {
    this.#changes(running);
    this.#changes(over);
    running.absorb(over);
    this.#over.delete(over.key);
    this.#setDue(running, running.end);
  }
  /** The running session is over and waits for late events, together with one that already does. */
  #close(session: Session, over: Session | undefined): void {
    this.#changes(session);
    if (over) this.#changes(over);
    if (over) session.absorb(over);
    session.over = true;
    // It takes the place of the one that it took in.
    session.closed = over ? over.closed : this.#closed++;
    this.#running.delete(session.key);
    this.#over.set(session.key, session);
    this.#setDue(session, session.end + this.#options.latency);
  }
  #setDue(session: Session, due: number): void {
    session.due = due;
    this.#line.at(due);
  }
  #tick(due: number): void {
    const leaving: Session[] = [];
    const closing: Session[] = [];
    for (let s = this.#due.take(due); s; s = this.#due.take(due)) {
      if (s.over || this.#options.latency === 0) leaving.push(s);
      else closing.push(s);
    }
    for (const session of leaving) {
      this.#changes(session);
      session.gone = true;
      (session.over ? this.#over : this.#running).delete(session.key);
    }
    for (const session of closing.sort((a, b) => a.serial - b.serial)) {
      this.#close(session, this.#over.get(session.key));
      this.#due.add(session);
    }
    const out = new Chunk();
    for (const {ts, rows} of leaving.sort((a, b) => a.end - b.end || a.serial - b.serial)) {
      for (const [i, row] of rows.entries()) out.push(ts[i]!, EXPIRED, row);
    }
    emit(this.#host.next, out);
  }
}

/** As they are saved: those that run in order of beginning, then those that are over. */
const orderOf = ({over, serial, closed}: Session): number => (over ? 2 ** 50 + closed : serial);

export const session: WindowType = {
  name: 'session',
  plan: (list, call) => {
    const args = new Arguments(list, call);
    args.count(1, 3, 'session(<gap> [, <string attribute> [, <latency>]])');
    const options: Options = {gap: args.time(0, 'the gap'), key: undefined, latency: 0};
    let latencyAt = 2;
    if (args.length === 2 && args.isConstant(1)) latencyAt = 1;
    else if (args.length > 1) options.key = args.attribute(1, 'the key', 'string').index;
    if (args.length > latencyAt) options.latency = args.time(latencyAt, 'the allowed latency');
    if (options.latency > options.gap) {
      const reason = `the allowed latency of window 'session' must not exceed its gap of ${options.gap} ms, but this is ${options.latency} ms`;
      throw args.refuse(latencyAt, reason);
    }
    return {
      batch: false,
      findable: true,
      create: (host) => new ChunkedWindow(new SessionArrivals(options, host), host.next),
    };
  },
};
