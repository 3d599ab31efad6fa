import {failurePause, giveBack} from './failed-takeover.ts';
import type {Ground} from './ground.ts';
import {Intake} from './intake.ts';
import {Journalling} from './journalling.ts';
import {Lead} from './lead.ts';
import {type Inheritance, load} from './load.ts';
import type {Message} from './messages.ts';
import {OwnRow} from './own-row.ts';
import {Replication} from './replication.ts';
import type {LeaderView} from './rules/views.ts';
import {RowWatch} from './row-watch.ts';
import {Snapshotting} from './snapshotting.ts';

export type LeaderEvents = {
  /** Loaded, and permitted for the first time: open the ports. */
  onActive: () => void;
  /** The row is another's, or anybody's; `pause`: ms for which this process leaves it to others. */
  onOver: (why: string, pause?: number) => void;
  /** A peer joined that held nothing of this epoch. */
  onJoined: () => void;
};

/** One incarnation as active in one epoch: from having the row to losing it. */
export class Leader {
  readonly lead: Lead;
  readonly row: OwnRow;
  readonly snapshots: Snapshotting;
  readonly intake: Intake;
  readonly replication: Replication;
  readonly #journalling: Journalling;
  readonly #events: LeaderEvents;
  #announced = false;

  constructor(ground: Ground, view: LeaderView, events: LeaderEvents) {
    const lead = new Lead(ground, view);
    this.lead = lead;
    this.#events = events;
    this.row = new OwnRow(lead);
    this.replication = new Replication(lead);
    this.#journalling = new Journalling(lead);
    this.intake = new Intake(lead);
    this.snapshots = new Snapshotting(lead, () => {
      this.replication.heartbeat();
      this.#progress();
    });
    this.replication.onJoined = () => {
      events.onJoined();
      this.snapshots.request();
    };
    lead.progress = () => this.#progress();
    lead.deposed = (why) => events.onOver(why, lead.failed ? failurePause : 0);
  }
  start(inheritance: Inheritance, peer: {incarnation: string; speaks: number} | undefined): void {
    this.row.renew();
    new RowWatch(this.lead).start();
    this.#beat();
    this.replication.connected(peer);
    // Nothing that was held back for a hand-over of another epoch is meant any more.
    this.lead.ground.options.publisher.release();
    void load(this.lead, inheritance).then(
      () => {
        if (this.lead.ground.ended) return;
        this.lead.ready = true;
        this.snapshots.schedule();
        if (this.lead.gap) this.snapshots.request();
        this.#progress();
      },
      // Every statement is repeated until it answers: only a defect or a snapshot that cannot be restored comes here.
      (error: unknown) => {
        const reason = error instanceof Error ? error.message : String(error);
        void giveBack(this.lead, this.row, inheritance, reason);
      },
    );
  }
  /** The incarnation is over. */
  end(message: string): void {
    this.lead.commits.fail('lost', message);
    this.snapshots.fail();
  }
  message(m: Message): void {
    switch (m.kind) {
      case 'ack':
        return this.replication.acknowledged(m);
      case 'received':
        return this.replication.received(m);
      case 'standing':
        return this.replication.stands(m);
      case 'saved':
        return this.snapshots.saved(m);
      case 'heartbeat':
        if (m.epoch > this.lead.view.epoch) this.#events.onOver('the peer is active in a later epoch');
        return;
      case 'hello':
      case 'join':
      case 'entries':
      case 'queueRequest':
      case 'queueStart':
      case 'queuePiece':
      case 'cut':
      case 'save':
        // Meant for the follower that this process was when they were sent.
        return;
      default:
        m satisfies never;
    }
  }
  #beat(): void {
    this.lead.ground.after(this.lead.ground.options.timings.heartbeat, () => this.#beat());
    this.replication.heartbeat();
    this.intake.ticks();
    this.#progress();
  }
  #progress(): void {
    const {lead} = this;
    if (lead.ground.ended) return;
    lead.commit();
    if (!lead.ready) return;
    this.replication.pump();
    this.#journalling.pump();
    this.row.step();
    lead.evict();
    this.snapshots.step();
    if (this.#announced || !lead.mayAct()) return;
    this.#announced = true;
    this.#events.onActive();
    this.intake.ticks();
  }
}
