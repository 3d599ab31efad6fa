import type {ClusterStore, Cut, Entry, Fence, Journal, LeaderRow, Member, SnapshotStore} from '../ports.ts';
import {applyToRow, freeForOthers, type RowFlaws, type RowStatement} from '../rules/row-statements.ts';
import type {Process} from './process.ts';
import type {World} from './world.ts';

/** How statements of one process fare. */
export type Path = 'good' | 'slow' | 'lossy' | 'refused' | 'silent';
/**
 * What becomes of one statement: applied after `out` ms (not given: never),
 * answered `back` ms later (not given: no reply), `done` called once it was
 * applied; or refused by the network after `fails` ms.
 */
export type Fate = {out?: number; back?: number; done?: (value: unknown) => void; fails?: number};
/** Decides on single statements, by the process that sends them and their first word; undefined: as its path goes. */
export type Tamper = (process: string, statement: string) => Fate | undefined;
/** Conditions that can be left out, to show that the simulator notices. */
export type DatabaseFlaws = RowFlaws & {noFence?: boolean};

/** The database: one row a statement, applied at some moment between sending and reply, or much later, or never. */
export class SimDatabase {
  readonly #world: World;
  readonly #flaws: DatabaseFlaws;
  readonly #rate: number;
  row: LeaderRow = {epoch: 0, rev: 0, active: '', keeper: null, leaseUntil: 0, released: true};
  readonly journal = new Map<number, Entry>();
  snapshots: Cut[] = [];
  readonly #members = new Map<string, Member & {at: number}>();
  readonly paths = new Map<string, Path>();
  tamper: Tamper = () => undefined;
  /** Revisions whose checksums do not hold any more. */
  readonly broken = new Set<Cut>();
  possibleLosses = 0;

  constructor(world: World, flaws: DatabaseFlaws) {
    this.#world = world;
    this.#flaws = flaws;
    this.#rate = 1 + world.between(-0.0004, 0.0004);
  }
  get now(): number {
    return 5e11 + this.#world.now * this.#rate;
  }
  /** One statement of `process`, with whatever its path does to it. */
  #statement<T>(process: Process, name: string, apply: () => T): Promise<T> {
    const world = this.#world;
    const path = this.paths.get(process.name) ?? 'good';
    const applied = (): T => {
      const value = apply();
      if (world.trace && name !== 'heartbeat' && name !== 'members')
        world.say('db', `${process.name} ${name}: ${brief(value)}`);
      return value;
    };
    return new Promise((resolve, reject) => {
      const fail = (ms: number, why: string): void => {
        world.scheduler.after(ms, () => process.run(() => reject(new Error(why))));
      };
      const fate = this.tamper(process.name, name.split(' ')[0] ?? '');
      if (fate) {
        const {out, back, done, fails} = fate;
        if (fails !== undefined) return fail(fails, 'connection refused');
        if (out === undefined) return;
        world.scheduler.after(out, () => {
          const value = applied();
          if (back !== undefined) world.scheduler.after(back, () => process.run(() => resolve(value)));
          done?.(value);
        });
        return;
      }
      const reply = (out: number, back: number): void => {
        world.scheduler.after(out, () => {
          const value = applied();
          world.scheduler.after(back, () => process.run(() => resolve(value)));
        });
      };
      const roll = world.random.next();
      switch (path) {
        case 'good':
          return reply(world.between(0.5, 4), roll < 0.01 ? world.between(50, 500) : world.between(0.5, 4));
        case 'slow':
          return reply(world.between(1, 1500), world.between(1, 1500));
        case 'refused':
          return fail(world.between(1, 20), 'connection refused');
        case 'silent':
          // Sometimes it was on its way already, and is applied when the path is good again.
          if (roll < 0.3) world.scheduler.after(world.between(100, 15_000), applied);
          return;
        case 'lossy':
          if (roll < 0.3) return reply(world.between(0.5, 4), world.between(0.5, 4));
          if (roll < 0.5) {
            world.scheduler.after(world.between(0.5, 50), applied);
            return roll < 0.4 ? fail(world.between(50, 200), 'connection lost') : undefined;
          }
          if (roll < 0.75) {
            world.scheduler.after(world.between(300, 8000), applied);
            return roll < 0.65 ? fail(world.between(1, 300), 'connection lost') : undefined;
          }
          if (roll < 0.85) return fail(world.between(1, 100), 'connection lost');
          return reply(world.between(100, 2500), world.between(100, 2500));
        default:
          path satisfies never;
      }
    });
  }
  /** Whether the statement's condition held. */
  #apply(statement: RowStatement): boolean {
    const before = this.row;
    const after = applyToRow(before, statement, this.now, this.#flaws);
    if (!after) return false;
    if (statement.kind === 'acquireAsOther' && !freeForOthers(before, this.now, this.#flaws)) {
      this.possibleLosses++;
      this.#world.waived = true;
      this.#world.say('db', 'POSSIBLE LOSS: taken past a silent keeper');
    }
    this.row = after;
    if (after.epoch < before.epoch) this.#world.violate("S2: the row's epoch fell");
    return true;
  }
  #fenced(fence: Fence): boolean {
    if (this.#flaws.noFence) return false;
    return this.row.epoch !== fence.epoch || this.row.active !== fence.active;
  }
  store(process: Process): ClusterStore {
    const run = <T>(name: string, apply: () => T): Promise<T> => this.#statement(process, name, apply);
    return {
      prepare: () => run('prepare', () => undefined),
      readLeader: () => run('read', () => ({row: {...this.row}, now: this.now})),
      renew: (s) => run('renew', () => this.#apply({kind: 'renew', ...s})),
      register: (s) => run(`register ${s.keeper} at ${s.epoch}/${s.rev}`, () => this.#apply({kind: 'register', ...s})),
      solo: (s) => run(`solo at ${s.epoch}/${s.rev}`, () => this.#apply({kind: 'solo', ...s})),
      proxy: (s) => run('proxy', () => this.#apply({kind: 'proxy', ...s})),
      acquireAsKeeper: (s) =>
        run(`acquireAsKeeper at ${s.epoch}/${s.rev}`, () => this.#apply({kind: 'acquireAsKeeper', ...s})),
      acquireAsOther: (s) =>
        run(`acquireAsOther at ${s.epoch}/${s.rev}`, () => this.#apply({kind: 'acquireAsOther', ...s})),
      switchover: (s) => run(`switchover to ${s.to}`, () => this.#apply({kind: 'switchover', ...s})),
      release: (s) => run('release', () => this.#apply({kind: 'release', ...s})),
      heartbeat: (s) =>
        run('heartbeat', () => {
          this.#members.set(s.nodeId, {...s, ageMs: 0, at: this.now});
        }),
      members: () =>
        run('members', () => [...this.#members.values()].map(({at, ...m}) => ({...m, ageMs: this.now - at}))),
      leave: (s) =>
        run('leave', () => {
          if (this.#members.get(s.nodeId)?.incarnation === s.incarnation) this.#members.delete(s.nodeId);
        }),
    };
  }
  journalOf(process: Process): Journal {
    const run = <T>(name: string, apply: () => T): Promise<T> => this.#statement(process, name, apply);
    return {
      append: (fence, entries) =>
        run(`append ${entries[0]?.sequence}..${entries.at(-1)?.sequence}`, () => {
          if (this.#fenced(fence)) return false;
          for (const entry of entries) {
            const known = this.journal.get(entry.sequence);
            if (known && known.epoch !== entry.epoch && !this.#world.waived) {
              this.#world.violate(
                `journal: sequence ${entry.sequence} used in epochs ${known.epoch} and ${entry.epoch}`,
              );
            }
            this.journal.set(entry.sequence, entry);
          }
          return true;
        }),
      read: (after, limit) =>
        run(`journal after ${after}`, () => {
          const found = [...this.journal.values()].filter((e) => e.sequence > after);
          return found.sort((a, b) => a.sequence - b.sequence).slice(0, limit);
        }),
      trim: (fence, upTo) =>
        run(`trim ${upTo}`, () => {
          if (this.#fenced(fence)) return false;
          for (const sequence of this.journal.keys()) if (sequence <= upTo) this.journal.delete(sequence);
          return true;
        }),
    };
  }
  snapshotsOf(process: Process): SnapshotStore {
    const run = <T>(name: string, apply: () => T): Promise<T> => this.#statement(process, name, apply);
    const newest = (): Cut | undefined =>
      this.snapshots.reduce<Cut | undefined>((a, b) => (!a || b.sequence >= a.sequence ? b : a), undefined);
    return {
      save: (fence, cut) =>
        run(`save ${cut.sequence}`, () => {
          if (this.#fenced(fence)) return false;
          this.snapshots.push(cut);
          return true;
        }),
      newest: (onCorrupt) =>
        run('newest', () => {
          const cuts = [...this.snapshots].sort((a, b) => b.sequence - a.sequence || b.epoch - a.epoch);
          for (const cut of cuts) {
            if (!this.broken.has(cut)) return cut;
            onCorrupt?.(cut.sequence, 'checksum');
          }
          return undefined;
        }),
      newestSequence: () => run('newestSequence', newest),
      prune: (fence, keep) =>
        run('prune', () => {
          if (this.#fenced(fence)) return;
          const kept = [...new Set(this.snapshots.map((c) => c.sequence))].sort((a, b) => a - b).slice(-keep);
          const newestOf = (sequence: number): Cut | undefined =>
            this.snapshots.filter((c) => c.sequence === sequence).reduce((a, b) => (b.epoch >= a.epoch ? b : a));
          this.snapshots = kept.map((sequence) => newestOf(sequence)).filter((c) => c !== undefined);
        }),
    };
  }
}

function brief(value: unknown): string {
  if (Array.isArray(value)) return `${value.length} rows`;
  if (value && typeof value === 'object' && 'parts' in value) return 'a cut';
  return JSON.stringify(value) ?? '-';
}
