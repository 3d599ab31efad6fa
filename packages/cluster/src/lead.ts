import {CommitLine} from './commit-line.ts';
import type {Ground} from './ground.ts';
import type {Fence} from './ports.ts';
import {Retained} from './retained.ts';
import {Revisions} from './revisions.ts';
import type {Held} from './rules/leader-rules.ts';
import type {LeaderView} from './rules/views.ts';
import {Standstill} from './standstill.ts';

/** What the active knows of its peer's queue; undefined while there is no usable one. */
export type PeerView = {
  incarnation: string;
  base: number;
  received: number;
  inDoubt: boolean;
  leaving: boolean;
  heardAt: number;
  /** Of a hot one: up to where its machine is, and whether it goes on from there. */
  standing: {applied: number; following: boolean; trouble: string} | undefined;
};

/**
 * The state of one incarnation as active in one epoch, shared by the parts
 * that act on it. `ready`: loaded, so new entries may be appended.
 */
export class Lead {
  readonly ground: Ground;
  view: LeaderView;
  retained = new Retained(0);
  commits: CommitLine;
  ready = false;
  /** Could not be loaded: nothing is applied, published or saved any more. */
  failed = false;
  /** No new inputs or ticks: a hand-over is under way. */
  draining = false;
  /** A hand-over is about to name its successor. */
  naming = false;
  /** Newest sequence in a durable snapshot. */
  snapshot = 0;
  /** Revisions to start from. */
  revisions = new Revisions(0, 0);
  /** Sequence of the newest cut that was taken, durable or not. */
  cut = 0;
  /** Newest sequence in the journal table that follows without a gap on the snapshot. */
  journalled = 0;
  /**
   * Newest sequence that was committed in an earlier epoch: it counts, and
   * until it is in the journal table it is only this node, its own keeper, that
   * remembers it. What is newer does not wait for that, and is written `ahead`.
   */
  backlog = 0;
  /** Newest sequence in the journal table that follows without a gap on the backlog; 0: none. */
  ahead = 0;
  /** Newest sequence that was ever sent to be written ahead, seen to be written or not. */
  sentAhead = 0;
  /** Newest sequence taken over from an earlier epoch: answered, for all we know. */
  inherited = 0;
  appended = 0;
  /** Entries were missing at takeover: what came before them is in no one's memory but this node's. */
  gap = false;
  lastTimestamp = 0;
  databaseLost = false;
  /** Per sink what earlier actives had delivered. */
  inheritedWatermarks: Readonly<Record<string, number>> = {};
  peer: PeerView | undefined;
  /** The protocol version that the peer and this node both speak; 0: there is no peer. */
  speaks = 0;
  /** Called whenever something may be possible that was not before. */
  progress: () => void = () => {};
  /** The row is somebody else's: this incarnation is over. */
  deposed: (why: string) => void = () => {};
  readonly #standstill: Standstill;

  constructor(ground: Ground, view: LeaderView) {
    this.ground = ground;
    this.view = view;
    const {clock, wall, timings, publisher} = ground.options;
    this.commits = new CommitLine(publisher, 0);
    this.#standstill = new Standstill(clock, wall, timings);
  }
  get fence(): Fence {
    return {epoch: this.view.epoch, active: this.view.me};
  }
  /** In the database, as far as was seen. */
  get durable(): number {
    const behind = Math.max(this.snapshot, this.journalled);
    return behind >= this.backlog ? Math.max(behind, this.ahead) : behind;
  }
  /** Entries are, or may come to be, in the journal table whose predecessors are not: nobody but this node may start from it. */
  get hasGap(): boolean {
    return this.sentAhead > this.durable;
  }
  /** Whether that is allowed: nobody else is the keeper, nor about to be. */
  get mayLeaveGap(): boolean {
    return this.view.keeper === this.view.me && !this.view.unsure;
  }
  get held(): Held {
    return {committed: Math.max(this.commits.committed, this.inherited), durable: this.durable};
  }
  /**
   * Whether the row is to name the peer. With durability `database` nobody's
   * memory is ever needed: a row without a keeper lets whoever comes first in
   * once the lease is over, also after both have died. Only a hand-over names
   * its successor before.
   */
  get namesKeeper(): boolean {
    return this.ground.options.durability !== 'database' || this.naming;
  }
  /** The peer may stand in for this node: it holds everything that is not durable. */
  get inSync(): boolean {
    const {peer, view} = this;
    if (!peer || view.unsure || peer.base > this.durable) return false;
    return !this.namesKeeper || view.keeper === peer.incarnation;
  }
  /** Permission, now. */
  mayAct(): boolean {
    const {now, rules, troubles} = this.ground;
    if (this.#standstill.noticed()) {
      this.view = rules.allViewsLost(this.view, now);
      troubles.note('clock', 'wall time ran ahead of the monotonic clock: permission has to be earned again');
    }
    return rules.mayAct(this.view, now);
  }
  /** Hands out what is committed, if this node may. */
  commit(): void {
    if (!this.mayAct()) return;
    const {rules, options} = this.ground;
    const upTo = rules.committedUpTo(this.view, options.durability, {
      appended: this.appended,
      journalled: Math.max(this.durable, this.backlog, this.ahead),
      received: this.peer?.received ?? 0,
      peer: this.peer?.incarnation ?? null,
    });
    if (upTo > this.commits.committed) this.commits.advance(upTo);
  }
  watermarks(): Record<string, number> {
    const merged: Record<string, number> = {...this.inheritedWatermarks};
    for (const [sink, sequence] of Object.entries(this.ground.options.publisher.watermarks())) {
      merged[sink] = Math.max(merged[sink] ?? 0, sequence);
    }
    return merged;
  }
  /** Forgets entries that the database holds and that the peer has, or that there is no room for. */
  evict(): void {
    const {queueBytes} = this.ground.options.limits;
    const needed =
      this.retained.bytes > queueBytes / 2 ? this.durable : Math.min(this.durable, this.peer?.received ?? this.durable);
    this.retained.evictTo(Math.max(needed, this.snapshot));
  }
}
