import type {TimerHandle} from '@tandem/base';
import type {Ground} from './ground.ts';
import type {Pledge} from './pledge.ts';
import type {LeaderReading, LeaderRow} from './ports.ts';
import type {Takeover} from './rules/takeover-rules.ts';
import {type Succession, successionOf} from './succession.ts';

/** How the row was won. `sent`: when the statement was sent; undefined when the row was only read. */
export type WonRow = {
  epoch: number;
  rev: number;
  keeper: string | null;
  sent: number | undefined;
  succession: Succession;
};
export type CandidateEvents = {
  /** Looked at the row, and somebody else is to be active. */
  onStandby: () => void;
  onWon: (won: WonRow) => void;
};
/** What this process remembers of the entries, and may still get to remember. */
export type Memory = {
  epoch: () => number;
  /** The entries of the row's keeper are on their way. */
  awaits: (row: LeaderRow) => boolean;
};

const wentBack = 'the database went back';

/** Looks at the leader row again and again, and takes it when it is this process's turn: once. */
export class Candidate {
  readonly #ground: Ground;
  readonly #pledge: Pledge;
  readonly #memory: Memory;
  readonly #events: CandidateEvents;
  /** Until then others go first: this process has just failed to take over. */
  readonly #notBefore: number;
  #row: LeaderRow | undefined;
  #leaving = false;
  #asking = false;
  /** The row as it was when this process last tried to take it. */
  #attempted: LeaderRow | undefined;
  /** The row was won: an incarnation leads once. */
  #over = false;
  #next: TimerHandle | undefined;

  constructor(ground: Ground, pledge: Pledge, notBefore: number, memory: Memory, events: CandidateEvents) {
    this.#ground = ground;
    this.#pledge = pledge;
    this.#notBefore = notBefore;
    this.#memory = memory;
    this.#events = events;
  }
  /** The row as it was read last; undefined before, and when this process leaves until it is read anew. */
  get row(): LeaderRow | undefined {
    return this.#row;
  }
  /** This process is about to stop: it takes what is its own only. */
  leave(): void {
    this.#leaving = true;
    this.#row = undefined;
    this.look();
  }
  /** The row names this process (it may have been handed the row just now), or was not read yet. */
  get isNamed(): boolean {
    const {me} = this.#ground;
    return this.#row === undefined || this.#row.keeper === me || this.#row.active === me;
  }
  /** Reads the row now. */
  look(): void {
    const {options} = this.#ground;
    if (this.#asking || this.#over || this.#ground.ended) return;
    this.#next?.cancel();
    this.#asking = true;
    const {epoch, rev} = this.#pledge.view;
    this.#ground.ask(
      options.timings.statementTimeout,
      () => options.store.readLeader(),
      (outcome) => {
        this.#asking = false;
        if (outcome.kind === 'unknown') {
          this.#ground.troubles.begin('database', `leader row not read, ${outcome.reason}`);
          return this.#again(options.timings.poll);
        }
        this.#ground.troubles.over('database');
        this.#compare(outcome.value.row, epoch, rev);
        this.#read(outcome.value);
      },
    );
  }
  #again(ms: number): void {
    this.#next?.cancel();
    this.#next = this.#ground.after(Math.min(Math.max(ms, 1), this.#ground.options.timings.poll), () => this.look());
  }
  /** A row that is older than what was known when it was asked for: the database has lost what it had confirmed. */
  #compare(row: LeaderRow, epoch: number, rev: number): void {
    const {troubles} = this.#ground;
    if (row.epoch > epoch || (row.epoch === epoch && row.rev >= rev)) return troubles.over(wentBack);
    troubles.begin(
      wentBack,
      `the leader row is at epoch ${row.epoch}, revision ${row.rev}; this node has seen epoch ${epoch}, revision ${rev}. ` +
        'Was an older backup restored, or did a failover lose writes? This node takes over nothing until the row is newer. ' +
        'To go on from the older state, without what came after it, stop both nodes and start them again',
      'error',
    );
  }
  #read(reading: LeaderReading): void {
    const {rules, now, options} = this.#ground;
    const {poll, heartbeat} = options.timings;
    this.#row = reading.row;
    this.#pledge.saw(reading.row.epoch, reading.row.rev);
    const choice = rules.chooseTakeover(this.#pledge.view, reading, now, this.#memory.epoch(), options.timings);
    switch (choice.kind) {
      case 'wait':
        this.#events.onStandby();
        return this.#again(choice.ms);
      case 'become':
        return this.#won(choice.epoch, choice.rev, choice.keeper, undefined);
      case 'keeper':
        return this.#acquire(choice);
      case 'other':
        if (now < this.#notBefore) this.#events.onStandby();
        if (this.#leaving || now < this.#notBefore) return this.#again(poll);
        if (choice.possibleLoss && this.#memory.awaits(reading.row)) return this.#again(heartbeat);
        return this.#acquire(choice);
      default:
        choice satisfies never;
    }
  }
  #acquire(choice: Extract<Takeover, {kind: 'keeper' | 'other'}>): void {
    const {options, me, troubles} = this.#ground;
    const {store, timings: t} = options;
    const {epoch, rev} = choice;
    this.#pledge.attempts(epoch, rev);
    this.#attempted = this.#row;
    this.#asking = true;
    this.#ground.ask(
      t.statementTimeout,
      () =>
        choice.kind === 'keeper'
          ? store.acquireAsKeeper({epoch, rev, me, leaseMs: t.lease})
          : store.acquireAsOther({epoch, rev, me, leaseMs: t.lease, isolationMs: t.isolation}),
      (outcome) => {
        this.#asking = false;
        if (outcome.kind === 'unknown') {
          this.#pledge.attemptLost(epoch, rev);
          troubles.begin('database', `acquire without a reply, ${outcome.reason}`);
          return this.#again(t.heartbeat);
        }
        if (!outcome.value) {
          this.#pledge.attemptRefused(epoch, rev);
          return this.#again(t.heartbeat / 2);
        }
        if (choice.kind === 'other' && choice.possibleLoss) {
          troubles.note('POSSIBLE LOSS', `took over epoch ${epoch} past a keeper that was silent for too long`);
        }
        this.#won(epoch + 1, 0, choice.kind === 'keeper' ? me : null, outcome.sent);
      },
    );
  }
  #won(epoch: number, rev: number, keeper: string | null, sent: number | undefined): void {
    this.#next?.cancel();
    this.#over = true;
    this.#pledge.leads(epoch);
    this.#events.onWon({epoch, rev, keeper, sent, succession: successionOf(this.#attempted, epoch)});
  }
}
