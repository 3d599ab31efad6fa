import type {Lead} from './lead.ts';
import type {Ack, Received, Standing} from './messages.ts';

type Beat = {sentAt: number; sentUpTo: number; joined: boolean};

/**
 * Batches on their way at once; while they are, the next one fills. With more of them batches are smaller: each costs both nodes a
 * wake-up, which is the largest part of what replicating a single event costs.
 */
const inFlightLimit = 1;
/** Heartbeats whose acknowledgement may still come. */
const remembered = 64;

/**
 * The active's side of one connection: heartbeats with their times, and the
 * journal in batches. The peer's queue always ends up holding everything that
 * is not durable, because only durable entries are forgotten here.
 */
export class Replication {
  readonly #lead: Lead;
  #incarnation: string | undefined;
  #joined = false;
  /** Where the peer's queue starts, once it confirms that it is of this epoch. */
  #joinBase = 0;
  #sentUpTo = 0;
  #inFlight: number[] = [];
  #number = 0;
  #beats = new Map<number, Beat>();
  #watermarks = '';

  constructor(lead: Lead) {
    this.#lead = lead;
  }
  /** A connection to this peer is up, or (undefined) it ended. */
  connected(peer: {incarnation: string; speaks: number} | undefined): void {
    this.#incarnation = peer?.incarnation;
    this.#lead.speaks = peer?.speaks ?? 0;
    this.#joined = false;
    this.#inFlight = [];
    this.#beats.clear();
    this.#watermarks = '';
    this.#lead.peer = undefined;
    if (peer !== undefined) this.heartbeat();
  }
  heartbeat(): void {
    const {ground, view, appended, commits, snapshot, databaseLost} = this.#lead;
    const peer = this.#incarnation;
    if (peer === undefined) return;
    const number = ++this.#number;
    this.#beats.set(number, {sentAt: ground.now, sentUpTo: this.#joined ? this.#sentUpTo : 0, joined: this.#joined});
    this.#beats.delete(number - remembered);
    const watermarks = this.#lead.watermarks();
    const text = JSON.stringify(watermarks);
    const changed = text !== this.#watermarks;
    this.#watermarks = text;
    ground.send({
      kind: 'heartbeat',
      epoch: view.epoch,
      rev: view.rev,
      number,
      asks: this.#lead.namesKeeper && ground.rules.asksPromiseOf(view, peer),
      keeperIsYou: view.keeper === peer || view.unsure,
      databaseLost,
      appended,
      committed: commits.committed,
      mark: ground.rules.markOf(snapshot, this.#lead.cut),
      watermarks: changed ? watermarks : undefined,
    });
  }
  acknowledged(ack: Ack): void {
    const {ground, view} = this.#lead;
    const {rules} = ground;
    const beat = this.#beats.get(ack.number);
    const from = this.#incarnation;
    if (ack.epoch !== view.epoch || from === undefined || !beat) return;
    const t = ground.options.timings;
    if (ack.promised) this.#lead.view = rules.promiseGranted(this.#lead.view, from, beat.sentAt, t);
    const touched = this.#beats.get(ack.proxied);
    if (touched) this.#lead.view = rules.contactByProxy(this.#lead.view, touched.sentAt, t);
    if (!this.#joined) this.#join(ack);
    // Messages keep their order: what was sent before this heartbeat and is not in the queue was not taken.
    else if (beat.joined && ack.received < beat.sentUpTo) this.#rewind(ack.received);
    if (ack.queueEpoch === view.epoch) this.#note(ack.received);
    const {peer} = this.#lead;
    if (peer) {
      peer.inDoubt = ack.inDoubt;
      peer.leaving = ack.leaving;
      peer.heardAt = ground.now;
    }
    this.#lead.progress();
  }
  received(message: Received): void {
    if (message.epoch !== this.#lead.view.epoch || !this.#joined) return;
    this.#note(message.received);
    this.#lead.progress();
  }
  /** How far the peer's machine is. */
  stands({epoch, applied, following, trouble}: Standing): void {
    const {peer, view} = this.#lead;
    if (epoch !== view.epoch || !peer) return;
    const {troubles} = this.#lead.ground;
    if (trouble === '') troubles.over('the passive cannot follow');
    else troubles.begin('the passive cannot follow', trouble);
    peer.standing = {applied, following: following && this.#lead.speaks >= 2, trouble};
    this.#lead.progress();
  }
  /** Sends what the peer lacks, a few batches at a time. */
  pump(): void {
    const {ground, retained, appended} = this.#lead;
    const {limits, link} = ground.options;
    if (!this.#joined || !this.#lead.ready) return;
    if (this.#sentUpTo + 1 < retained.first) this.#sendJoin();
    while (
      this.#sentUpTo < appended &&
      this.#inFlight.length < inFlightLimit &&
      link.queuedBytes < 4 * limits.batchBytes
    ) {
      const first = this.#sentUpTo + 1;
      const {last, frame} = retained.frame(first, limits.batchEntries, limits.batchBytes);
      ground.send({kind: 'entries', epoch: this.#lead.view.epoch, first, last, frame});
      this.#sentUpTo = last;
      this.#inFlight.push(last);
    }
  }
  #base(): number {
    return this.#lead.retained.first - 1;
  }
  /** First acknowledgement on this connection: the peer goes on where its queue ends, if that queue is of this epoch. */
  #join(ack: Ack): void {
    const {view, retained, ready} = this.#lead;
    if (!ready || this.#incarnation === undefined) return;
    this.#joined = true;
    const resumes = ack.queueEpoch === view.epoch && ack.received + 1 >= retained.first;
    this.#sentUpTo = resumes ? ack.received : this.#base();
    this.#joinBase = resumes ? ack.base : this.#base();
    if (!resumes) {
      this.#sendJoin();
      this.onJoined();
    }
    this.heartbeat();
  }
  /** A peer without anything of this epoch has joined. */
  onJoined: () => void = () => {};
  #sendJoin(): void {
    this.#lead.ground.send({kind: 'join', epoch: this.#lead.view.epoch, base: this.#base()});
    this.#sentUpTo = Math.max(this.#sentUpTo, this.#base());
  }
  #rewind(to: number): void {
    this.#sentUpTo = to;
    this.#inFlight = [];
  }
  /** The peer's queue is of this epoch and ends at `received`. */
  #note(received: number): void {
    const lead = this.#lead;
    if (!this.#joined || this.#incarnation === undefined) return;
    lead.peer ??= {
      incarnation: this.#incarnation,
      base: this.#joinBase,
      received,
      inDoubt: false,
      leaving: false,
      standing: undefined,
      heardAt: lead.ground.now,
    };
    lead.peer.received = Math.max(lead.peer.received, received);
    this.#inFlight = this.#inFlight.filter((last) => last > received);
  }
}
