import {must} from '@tandem/base';
import type {Bounds, Protocol} from './bounds.ts';
import type {Parts} from './step.ts';
import type {Ids} from './numbers.ts';
import {Space} from './space.ts';
import {nameOf, type Process} from './state.ts';

/** Incarnations that a process may go through until somebody acts. */
const lives = 3;

/** Faults end, but for one: who lives on, and what stays broken. */
export type Situation = {
  alive: readonly number[];
  link: boolean;
  /** One process that the database never answers again. */
  cut: number | undefined;
  /** Ticks until the database answers anybody. */
  databaseAfter: number;
  /** Who takes its turn first. */
  turned: boolean;
  /** Statements that were given up are applied now; otherwise never. */
  lateApplied: boolean;
};

/** From a state that the search reached, a fair schedule without further faults: somebody must end up acting, and stay so. */
export class Progress {
  readonly #bounds: Bounds;
  readonly #space: Space;
  readonly #steps: ReadonlyMap<string, number>;
  readonly #spares: Process[];
  #ids: Ids = new Uint32Array(0);

  /** Counters may go on beyond the bounds of the search. */
  constructor(bounds: Bounds, protocol: Protocol) {
    this.#bounds = bounds;
    const incarnations = bounds.incarnations * lives;
    this.#space = new Space(
      {...bounds, incarnations, epochs: 100, revs: 100, handover: false, proxy: true, reduced: false},
      protocol,
    );
    this.#steps = new Map(this.#space.steps.map((step, k) => [step.name, k]));
    this.#spares = this.#space.parts(this.#space.first()).processes.slice(bounds.incarnations);
  }
  /** The first situation in which nobody ends up acting, in words. */
  failure(parts: Parts): string | undefined {
    for (const situation of this.#situations(parts)) {
      if (!this.#recovers(parts, situation)) return JSON.stringify(situation);
    }
    return undefined;
  }
  *#situations(parts: Parts): Generator<Situation> {
    const living = parts.processes.flatMap((p, i) => (p.leading || p.following ? [i] : []));
    const both = [false, true];
    for (const alive of subsets(living)) {
      for (const turned of both) {
        for (const lateApplied of both) {
          const common = {alive, turned, lateApplied, link: true, cut: undefined, databaseAfter: 0};
          yield common;
          if (alive.length < 2) continue;
          yield {...common, link: false};
          yield {...common, databaseAfter: this.#bounds.isolation - 1};
          for (const cut of alive) yield {...common, cut};
        }
      }
    }
  }
  #recovers(parts: Parts, s: Situation): boolean {
    const {isolation, lease, promise} = this.#bounds;
    const space = this.#space;
    const processes = [...parts.processes, ...this.#spares];
    this.#ids = space.adopt({...parts, processes, mail: processes.map(() => [])});
    this.#endLate(s.lateApplied);
    const ticks = 3 * (isolation + lease + promise) + 12;
    let acting = 0;
    for (let tick = 0; tick < ticks; tick++) {
      for (const p of s.turned ? [...s.alive].reverse() : s.alive)
        this.#turn(this.#living(p), s, tick >= s.databaseAfter);
      acting = s.alive.some((p) => space.actsIn(this.#living(p), this.#ids) > 0) ? acting + 1 : 0;
      const next = new Uint32Array(space.width);
      space.tick(this.#ids, next);
      this.#ids = next;
    }
    return acting >= 4;
  }
  #turn(p: number, s: Situation, up: boolean): void {
    const me = nameOf(p);
    const answers = (i: number): boolean => up && i % this.#bounds.incarnations !== s.cut;
    const database = answers(p);
    this.#settle(me, database, s.lateApplied);
    if (!this.#process(p).leading) {
      if (database) this.#take(`${me} reads`);
      return this.#settle(me, database, s.lateApplied);
    }
    const peer = s.link ? this.#peerOf(p, s.alive) : undefined;
    const seen = peer !== undefined && this.#exchange(me, nameOf(peer), database, answers(peer));
    if (!database || !this.#process(p).leading) return;
    if (this.#take(`${me} journals`)) this.#settle(me, true, s.lateApplied);
    // After a hand-over that did not work out production goes on by becoming alone.
    const stopped = this.#process(p).leading?.view.stopped === true;
    const wanted = seen && !stopped ? [' register', ': '] : [' solo', ': '];
    if (!this.#take(`${me} looks`, wanted) && this.#wantsChange(p, seen ? peer : undefined)) {
      this.#take(`${me} changes`, wanted.slice(0, 1));
    }
    this.#settle(me, true, s.lateApplied);
    this.#take(`${me} renews`);
    this.#settle(me, true, s.lateApplied);
  }
  #wantsChange(p: number, peer: number | undefined): boolean {
    const view = this.#process(p).leading?.view;
    if (!view) return false;
    if (view.stopped) return true;
    return peer === undefined ? view.keeper !== null : view.keeper !== nameOf(peer);
  }
  #exchange(me: string, peer: string, database: boolean, peers: boolean): boolean {
    this.#take(`${me} beats ${peer}`);
    if (database || !this.#take(`${peer} hears ${me}`, ['touches'])) this.#take(`${peer} hears ${me}`);
    this.#settle(peer, peers, false);
    return this.#take(`${me} acknowledged`);
  }
  #peerOf(p: number, alive: readonly number[]): number | undefined {
    const others = alive.map((i) => this.#living(i)).filter((i) => i !== p && this.#process(i).following);
    const keeper = this.#process(p).leading?.view.keeper;
    return others.find((i) => nameOf(i) === keeper) ?? others[0];
  }
  /** The incarnation that a process is at now: after stepping down it goes on as another. */
  #living(p: number): number {
    const all = Array.from({length: lives}, (_, k) => p + k * this.#bounds.incarnations);
    return must(all.find((i) => !isOver(this.#process(i))) ?? all.at(-1), 'an incarnation');
  }
  /** What is on its way is applied and answered, or given up when the database is away. */
  #settle(me: string, database: boolean, lateApplied: boolean): void {
    for (const kind of ['change', 'touch', 'write']) {
      if (database) {
        this.#take(`${me} applied ${kind}`);
        this.#take(`${me} answered ${kind}`);
      } else if (this.#take(`${me} gives up ${kind}`)) this.#endLate(lateApplied);
    }
  }
  #endLate(applied: boolean): void {
    while (this.#take('late', [applied ? 'is applied' : 'never is applied']));
  }
  #process(p: number): Process {
    return must(this.#space.parts(this.#ids).processes[p], 'a process');
  }
  /** Does the step, the first of its outcomes that has one of the words; false when there is none. */
  #take(name: string, words: readonly string[] = ['']): boolean {
    const space = this.#space;
    const step = this.#steps.get(name);
    if (step === undefined) return false;
    const moves = space.moves(step, this.#ids);
    for (const word of words) {
      const move = moves.find(({label}) => label.includes(word));
      if (!move) continue;
      const next = new Uint32Array(space.width);
      space.after(this.#ids, (space.steps[step] as {slots: readonly number[]}).slots, move.ids, next);
      this.#ids = next;
      return true;
    }
    return false;
  }
}

function subsets(of: readonly number[]): number[][] {
  return Array.from({length: 2 ** of.length - 1}, (_, k) => of.filter((_, i) => ((k + 1) >> i) & 1));
}

const isOver = (p: Process): boolean => p.leading === null && p.following === null;
