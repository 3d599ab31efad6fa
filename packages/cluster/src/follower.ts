import {Candidate, type CandidateEvents, type WonRow} from './candidate.ts';
import type {Ground} from './ground.ts';
import type {Inheritance} from './load.ts';
import type {Entries, Heartbeat, Message} from './messages.ts';
import {PassiveQueue} from './passive-queue.ts';
import {Pledge} from './pledge.ts';
import type {LeaderRow} from './ports.ts';
import {QueueLoan} from './queue-loan.ts';
import {RowProxy} from './row-proxy.ts';
import type {FollowerView} from './rules/promise-rules.ts';
import {Standby} from './standby/standby.ts';

/** The row, and what the process goes on from. */
export type Won = WonRow & {inheritance: Inheritance};
export type FollowerEvents = Pick<CandidateEvents, 'onStandby'> & {onWon: (won: Won) => void};

/**
 * One incarnation that is not active: keeps the queue and promises when asked.
 * Beside it, its `Candidate` looks at the row for its own turn.
 */
export class Follower {
  readonly #ground: Ground;
  readonly #events: FollowerEvents;
  readonly queue: PassiveQueue;
  /** Undefined: warm. */
  readonly standby: Standby | undefined;
  readonly #pledge: Pledge;
  readonly #candidate: Candidate;
  readonly #proxy: RowProxy;
  readonly #loan: QueueLoan;
  #watermarks: {epoch: number; of: Readonly<Record<string, number>>} = {epoch: 0, of: {}};
  /** What the active of that epoch said to be committed. */
  #committed = {epoch: 0, upTo: 0};
  /** The incarnation at the other end of the link, and the protocol version that both speak. */
  #peer: string | undefined;
  #speaks = 0;
  /** Last sign of life of an active, own monotonic time. */
  heardAt: number;
  /** The newest of this connection. */
  heartbeat: Heartbeat | undefined;
  #leaving = false;
  /** Heartbeats heard since: the second one knows that this process is leaving. */
  #heardLeaving = 0;

  constructor(ground: Ground, since: {epoch: number; rev: number; notBefore: number}, events: FollowerEvents) {
    this.#ground = ground;
    this.#events = events;
    this.#pledge = new Pledge(ground, since);
    const queue = new PassiveQueue(ground.options.limits.queueBytes * 2);
    const loan = new QueueLoan(ground, queue);
    this.queue = queue;
    this.#loan = loan;
    this.#proxy = new RowProxy(ground);
    this.#candidate = new Candidate(
      ground,
      this.#pledge,
      since.notBefore,
      {epoch: () => queue.epoch, awaits: (row) => loan.awaits(row)},
      {onStandby: events.onStandby, onWon: (row) => this.#won(row)},
    );
    this.heardAt = ground.now;
    if (ground.options.standby === 'hot')
      this.standby = new Standby(
        ground,
        queue,
        () => (this.#watermarks.epoch === queue.epoch ? this.#watermarks.of : {}),
        () => this.#stand(),
      );
  }
  get view(): FollowerView {
    return this.#pledge.view;
  }
  get row(): LeaderRow | undefined {
    return this.#candidate.row;
  }
  /** Reads the row now. */
  look(): void {
    this.#candidate.look();
  }
  /** This process is about to stop: from here it promises nothing. */
  leave(): void {
    this.#leaving = true;
    this.#candidate.leave();
  }
  /**
   * Whether the group still counts on this process: an active that is heard of
   * says so, or may not know yet that it is leaving; otherwise the row does.
   */
  get needed(): boolean {
    const {now, options} = this.#ground;
    if (this.heartbeat && now - this.heardAt < options.timings.promise)
      return this.heartbeat.keeperIsYou || this.#heardLeaving < 2;
    return this.#candidate.isNamed;
  }
  /** The peer says which epoch it has seen. The row cannot be older than that. */
  peerSaw(epoch: number): void {
    this.#pledge.saw(epoch, 0);
  }
  connected(peer: string | undefined, speaks: number): void {
    this.#peer = peer;
    this.#speaks = speaks;
    this.heartbeat = undefined;
    this.#proxy.connected(peer);
    this.#loan.connected(peer);
    this.look();
  }
  message(m: Message): void {
    switch (m.kind) {
      case 'heartbeat':
        return this.#hear(m);
      case 'join':
        if (this.#isOver(m.epoch)) return;
        this.queue.join(m.epoch, m.base);
        return this.#received();
      case 'entries':
        return this.#take(m);
      case 'queueRequest':
        return this.#loan.lend();
      case 'queueStart':
        return this.#loan.started(m);
      case 'queuePiece':
        return this.#loan.took(m);
      case 'cut':
        if (!this.#isOver(m.epoch) && this.#peer !== undefined) this.standby?.cut(m, this.#peer);
        return;
      case 'save':
        if (!this.#isOver(m.epoch)) this.standby?.save(m);
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
  #isOver(epoch: number): boolean {
    return epoch < this.view.epoch;
  }
  #hear(m: Heartbeat): void {
    const {rules, now} = this.#ground;
    const {heard, promised} = this.#pledge.hears(m);
    if (!heard) return;
    this.heardAt = now;
    this.heartbeat = m;
    if (this.#leaving) this.#heardLeaving++;
    this.queue.trim(m.epoch, Math.min(m.mark, this.standby?.needsAfter ?? m.mark));
    this.#committed = {epoch: m.epoch, upTo: m.committed};
    if (m.watermarks) {
      this.#watermarks = {epoch: m.epoch, of: m.watermarks};
      this.standby?.delivered();
    }
    if (rules.mayProxy(this.view, m, now)) this.#proxy.touch(m);
    this.#ground.send({
      kind: 'ack',
      epoch: m.epoch,
      number: m.number,
      promised: promised && !this.#leaving,
      inDoubt: this.view.attempt !== null,
      leaving: this.#leaving,
      queueEpoch: this.queue.epoch,
      base: this.queue.base,
      received: this.queue.received,
      proxied: this.#proxy.touched,
    });
    this.#stand();
    // The queue may have been trimmed.
    this.standby?.moved();
  }
  #take(m: Entries): void {
    if (!this.#isOver(m.epoch) && this.queue.take(m.epoch, m.first, m.last, m.frame)) this.#received();
  }
  /** Tells how far the queue goes. */
  #received(): void {
    this.#ground.send({kind: 'received', epoch: this.queue.epoch, received: this.queue.received});
    this.standby?.moved();
  }
  /** Says how far the machine is, to a peer that understands it. */
  #stand(): void {
    const {standby} = this;
    if (!standby || this.#speaks < 2 || this.queue.epoch === 0) return;
    const {following, applied, trouble} = standby;
    this.#ground.send({kind: 'standing', epoch: this.queue.epoch, applied, following, trouble});
  }
  #won(row: WonRow): void {
    const before = row.epoch - 1;
    const queue = this.queue.epoch === before ? this.queue : undefined;
    const watermarks = this.#watermarks.epoch === before ? this.#watermarks.of : {};
    const ready = this.standby?.leave();
    const committed = this.#committed.epoch === before ? this.#committed.upTo : 0;
    this.#events.onWon({...row, inheritance: {queue, watermarks, committed, ready: queue && ready}});
  }
}
