import type {TimerHandle} from '@tandem/base';
import type {Ground} from './ground.ts';
import type {Inheritance} from './load.ts';
import type {Entries, Heartbeat, Message} from './messages.ts';
import {PassiveQueue} from './passive-queue.ts';
import type {LeaderReading, LeaderRow} from './ports.ts';
import type {FollowerView} from './rules/promise-rules.ts';
import type {Takeover} from './rules/takeover-rules.ts';
import {Standby} from './standby/standby.ts';

const wentBack = 'the database went back';

/** How the row was won. `sent`: when the statement was sent; undefined when the row was only read. */
export type Won = {
  epoch: number;
  rev: number;
  keeper: string | null;
  sent: number | undefined;
  succession: Succession;
  inheritance: Inheritance;
};
/**
 * In whose place a process becomes active. takeover: of an active that did not
 * give the row away; switchover: the row was handed over; start: nobody was
 * active, since the group is new or the last node had released it.
 */
export type Succession = {kind: 'takeover'; from: string} | {kind: 'switchover' | 'start'};
export type FollowerEvents = {
  /** Looked at the row, and somebody else is to be active. */
  onStandby: () => void;
  onWon: (won: Won) => void;
};

/**
 * One incarnation that is not active: keeps the queue, promises when asked,
 * touches the row for an active that cannot, and looks at the row for its
 * own turn.
 */
export class Follower {
  readonly #ground: Ground;
  readonly #events: FollowerEvents;
  view: FollowerView;
  readonly queue: PassiveQueue;
  /** Undefined: warm. */
  readonly standby: Standby | undefined;
  #watermarks: {epoch: number; of: Readonly<Record<string, number>>} = {epoch: 0, of: {}};
  /** What the active of that epoch said to be committed. */
  #committed = {epoch: 0, upTo: 0};
  /** The incarnation at the other end of the link, and the protocol version that both speak. */
  #peer: string | undefined;
  #speaks = 0;
  row: LeaderRow | undefined;
  /** Last sign of life of an active, own monotonic time. */
  heardAt: number;
  heartbeat: Heartbeat | undefined;
  leaving = false;
  /** Until then others go first: this process has just failed to take over. */
  readonly #notBefore: number;
  /** Heartbeats heard since: the second one knows that this process is leaving. */
  #heardLeaving = 0;
  #asking = false;
  /** The row as it was when this process last tried to take it. */
  #attempted: LeaderRow | undefined;
  /** The row was won: an incarnation leads once. */
  #over = false;
  #next: TimerHandle | undefined;
  #proxied = 0;
  #proxying = false;
  #proxyAfter = Number.NEGATIVE_INFINITY;
  /** While the keeper's queue is on its way: until when to wait for it, and its last sequence. */
  #recovery: {until: number; last: number | undefined} | undefined;

  constructor(ground: Ground, since: {epoch: number; rev: number; notBefore: number}, events: FollowerEvents) {
    this.#ground = ground;
    this.#events = events;
    this.view = ground.rules.newFollower(ground.me, since.epoch, since.rev);
    this.#notBefore = since.notBefore;
    this.queue = new PassiveQueue(ground.options.limits.queueBytes * 2);
    this.heardAt = ground.now;
    if (ground.options.standby === 'hot')
      this.standby = new Standby(
        ground,
        this.queue,
        () => (this.#watermarks.epoch === this.queue.epoch ? this.#watermarks.of : {}),
        () => this.#stand(),
      );
  }
  /** This process is about to stop: from here it promises nothing. */
  leave(): void {
    this.leaving = true;
    this.row = undefined;
    this.look();
  }
  /**
   * Whether the group still counts on this process: an active that is heard of
   * says so, or may not know yet that it is leaving; otherwise the row names it
   * (it may have been handed the row just now), or was not read since.
   */
  get needed(): boolean {
    const {now, options, me} = this.#ground;
    if (this.heartbeat && now - this.heardAt < options.timings.promise) {
      return this.heartbeat.keeperIsYou || this.#heardLeaving < 2;
    }
    return this.row === undefined || this.row.keeper === me || this.row.active === me;
  }
  /** The peer says which epoch it has seen. The row cannot be older than that. */
  peerSaw(epoch: number): void {
    this.view = this.#ground.rules.observe(this.view, epoch, 0);
  }
  connected(peer: string | undefined, speaks: number): void {
    this.#peer = peer;
    this.#speaks = speaks;
    this.#proxied = 0;
    this.heartbeat = undefined;
    this.#recovery = undefined;
    this.look();
  }
  /** Reads the row now. */
  look(): void {
    const {options} = this.#ground;
    if (this.#asking || this.#over || this.#ground.ended) return;
    this.#next?.cancel();
    this.#asking = true;
    const {epoch, rev} = this.view;
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
        this.#wentBack(outcome.value.row, epoch, rev);
        this.#read(outcome.value);
      },
    );
  }
  message(m: Message): void {
    switch (m.kind) {
      case 'heartbeat':
        return this.#hear(m);
      case 'join':
        if (m.epoch < this.view.epoch) return;
        this.queue.join(m.epoch, m.base);
        this.#ground.send({kind: 'received', epoch: m.epoch, received: this.queue.received});
        return this.standby?.moved();
      case 'entries':
        return this.#take(m);
      case 'queueRequest':
        return this.#lend();
      case 'queueStart':
        if (!this.#recovery) return;
        this.#recovery.last = m.last;
        return this.queue.join(m.epoch, m.base);
      case 'queuePiece':
        if (this.#recovery) this.queue.take(m.epoch, m.first, m.last, m.frame);
        return;
      case 'cut':
        if (m.epoch >= this.view.epoch && this.#peer !== undefined) this.standby?.cut(m, this.#peer);
        return;
      case 'save':
        if (m.epoch >= this.view.epoch) this.standby?.save(m);
        return;
      case 'hello':
      case 'ack':
      case 'received':
      case 'standing':
      case 'saved':
        return;
      default:
        m satisfies never;
    }
  }
  #again(ms: number): void {
    this.#next?.cancel();
    this.#next = this.#ground.after(Math.min(Math.max(ms, 1), this.#ground.options.timings.poll), () => this.look());
  }
  #hear(m: Heartbeat): void {
    const {rules, now, options} = this.#ground;
    const {view, heard, promised} = rules.hear(this.view, m, now, options.timings);
    this.view = view;
    if (!heard) return;
    this.heardAt = now;
    this.heartbeat = m;
    if (this.leaving) this.#heardLeaving++;
    this.queue.trim(m.epoch, Math.min(m.mark, this.standby?.needsAfter ?? m.mark));
    this.#committed = {epoch: m.epoch, upTo: m.committed};
    if (m.watermarks) {
      this.#watermarks = {epoch: m.epoch, of: m.watermarks};
      this.standby?.delivered();
    }
    if (rules.mayProxy(view, m, now)) this.#proxy(m);
    this.#ground.send({
      kind: 'ack',
      epoch: m.epoch,
      number: m.number,
      promised: promised && !this.leaving,
      inDoubt: view.attempt !== null,
      leaving: this.leaving,
      queueEpoch: this.queue.epoch,
      base: this.queue.base,
      received: this.queue.received,
      proxied: this.#proxied,
    });
    this.#stand();
    // The queue may have been trimmed.
    this.standby?.moved();
  }
  /** Says how far the machine is, to a peer that understands it. */
  #stand(): void {
    const {standby} = this;
    if (!standby || this.#speaks < 2 || this.queue.epoch === 0) return;
    const {following, applied, trouble} = standby;
    this.#ground.send({kind: 'standing', epoch: this.queue.epoch, applied, following, trouble});
  }
  #take(m: Entries): void {
    if (m.epoch < this.view.epoch) return;
    if (this.queue.take(m.epoch, m.first, m.last, m.frame)) {
      this.#ground.send({kind: 'received', epoch: m.epoch, received: this.queue.received});
      this.standby?.moved();
    }
  }
  /** Rule 8. */
  #proxy(m: Heartbeat): void {
    const {options, now, me} = this.#ground;
    const active = this.#peer;
    if (this.#proxying || now < this.#proxyAfter || active === undefined) return;
    this.#proxying = true;
    this.#proxyAfter = now + options.timings.renewEvery;
    this.#ground.ask(
      options.timings.statementTimeout,
      () => options.store.proxy({epoch: m.epoch, active, keeper: me, leaseMs: options.timings.lease}),
      (outcome) => {
        this.#proxying = false;
        // Another connection counts its heartbeats anew.
        if (outcome.kind === 'done' && outcome.value && this.#peer === active) this.#proxied = m.number;
      },
    );
  }
  /** The row is older than what was known when it was asked for: the database has lost what it had confirmed. */
  #wentBack(row: LeaderRow, epoch: number, rev: number): void {
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
    this.row = reading.row;
    this.view = rules.observe(this.view, reading.row.epoch, reading.row.rev);
    const choice = rules.chooseTakeover(this.view, reading, now, this.queue.epoch, options.timings);
    switch (choice.kind) {
      case 'wait':
        this.#events.onStandby();
        return this.#again(choice.ms);
      case 'become':
        return this.#won({...choice, sent: undefined}, this.#succession(choice.epoch));
      case 'keeper':
        return this.#acquire(choice);
      case 'other':
        if (now < this.#notBefore) this.#events.onStandby();
        if (this.leaving || now < this.#notBefore) return this.#again(options.timings.poll);
        if (choice.possibleLoss && this.#recovering(reading.row)) return this.#again(options.timings.heartbeat);
        return this.#acquire(choice);
      default:
        choice satisfies never;
    }
  }
  #acquire(choice: Extract<Takeover, {kind: 'keeper' | 'other'}>): void {
    const {rules, options, me, troubles} = this.#ground;
    const {store, timings: t} = options;
    const {epoch, rev} = choice;
    this.view = rules.attemptSent(this.view, epoch, rev);
    this.#attempted = this.row;
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
          this.view = rules.attemptLost(this.view, epoch, rev);
          troubles.begin('database', `acquire without a reply, ${outcome.reason}`);
          return this.#again(t.heartbeat);
        }
        if (!outcome.value) {
          this.view = rules.attemptRefused(this.view, epoch, rev);
          return this.#again(t.heartbeat / 2);
        }
        if (choice.kind === 'other' && choice.possibleLoss) {
          troubles.note('POSSIBLE LOSS', `took over epoch ${epoch} past a keeper that was silent for too long`);
        }
        const keeper = choice.kind === 'keeper' ? me : null;
        this.#won({epoch: epoch + 1, rev: 0, keeper, sent: outcome.sent}, this.#succession(epoch + 1));
      },
    );
  }
  /** Own attempts of which the reply was lost included. */
  #succession(epoch: number): Succession {
    const before = this.#attempted;
    if (before?.epoch !== epoch - 1) return {kind: 'switchover'};
    return before.released || before.epoch === 0 ? {kind: 'start'} : {kind: 'takeover', from: before.active};
  }
  #won(row: Omit<Won, 'inheritance' | 'succession'>, succession: Succession): void {
    this.#next?.cancel();
    this.#over = true;
    this.view = {...this.view, led: row.epoch};
    const before = row.epoch - 1;
    const queue = this.queue.epoch === before ? this.queue : undefined;
    const watermarks = this.#watermarks.epoch === before ? this.#watermarks.of : {};
    const ready = this.standby?.leave();
    const committed = this.#committed.epoch === before ? this.#committed.upTo : 0;
    this.#events.onWon({...row, succession, inheritance: {queue, watermarks, committed, ready: queue && ready}});
  }
  /** Before giving up the keeper's memory: asks for it once, in case only its way to the database is cut. */
  #recovering(row: LeaderRow): boolean {
    const {now, options} = this.#ground;
    if (this.#peer === undefined || this.#peer !== row.keeper) return false;
    if (!this.#recovery) {
      this.#recovery = {until: now + options.timings.promise, last: undefined};
      this.#ground.send({kind: 'queueRequest'});
    }
    const {until, last} = this.#recovery;
    return now < until && (last === undefined || this.queue.received < last);
  }
  #lend(): void {
    const {epoch, base, received} = this.queue;
    this.#ground.send({kind: 'queueStart', epoch, base, last: received});
    for (const {first, last, frame} of this.queue.frames()) {
      this.#ground.send({kind: 'queuePiece', epoch, first, last, frame});
    }
  }
}
