import {assert} from '@tandem/base';
import {type NodeOptions, type Role, SubmitRefused, type Submitted} from './api.ts';
import {Follower, type Won} from './follower.ts';
import {Ground} from './ground.ts';
import {releaseRow, shortenReplay, successor, switchOver} from './handover.ts';
import {Leader} from './leader.ts';
import {Membership} from './membership.ts';
import {decodeMessage} from './message-codec.ts';
import {type Hello, oldestVersion, protocolVersion} from './messages.ts';
import type {Rules} from './rules/rules.ts';
import type {Succession} from './succession.ts';
import type {Troubles} from './troubles.ts';

/** `speaks`: the newest version of the protocol that both understand. */
export type Peer = {nodeId: string; incarnation: string; speaks: number};
export type Seen = {epoch: number; rev: number};
export type IncarnationEvents = {
  onRole: (role: Role) => void;
  /** Deposed, or handed over: whoever goes on is a new incarnation. `seen`: the newest row known of; `pause`: ms in which others go first. */
  onOver: (why: string, seen: Seen, pause: number) => void;
};

/** One incarnation of a node: first a follower, at most once an active, then over. */
export class Incarnation {
  readonly ground: Ground;
  readonly follower: Follower;
  leader: Leader | undefined;
  /** How this incarnation became the leader; undefined before. */
  succession: Succession | undefined;
  peer: Peer | undefined;
  readonly #events: IncarnationEvents;
  readonly #membership: Membership;
  #standby = false;
  #greeted = false;

  constructor(
    options: NodeOptions,
    rules: Rules,
    me: string,
    since: Seen & {notBefore: number},
    troubles: Troubles,
    events: IncarnationEvents,
  ) {
    this.#events = events;
    this.ground = new Ground(options, rules, me, troubles);
    this.#membership = new Membership(this.ground, () => this.leader?.lead.ready ?? false);
    this.follower = new Follower(this.ground, since, {
      onStandby: () => this.#standBy(),
      onWon: (won) => this.#lead(won),
    });
  }
  /** The tables are there: joins the group. */
  start(): void {
    this.#membership.start();
    this.follower.look();
    // The link may have come up while the tables were being prepared: one hello a connection.
    if (this.ground.options.link.up && !this.#greeted) this.linkChanged(true);
  }
  /** Nothing fires after this. Leaves what others may need to its caller. */
  end(message: string): void {
    this.leader?.end(message);
    this.ground.end();
  }
  linkChanged(up: boolean): void {
    if (this.ground.ended) return;
    this.#peerIs(undefined);
    this.#greeted = up;
    if (up) {
      const {nodeId} = this.ground.options;
      const role = this.leader ? 'active' : 'passive';
      this.ground.send({
        kind: 'hello',
        version: oldestVersion,
        nodeId,
        incarnation: this.ground.me,
        role,
        epoch: this.epoch,
        newest: protocolVersion,
      });
    }
  }
  received(bytes: Uint8Array): void {
    if (this.ground.ended) return;
    const {link, log} = this.ground.options;
    try {
      const message = decodeMessage(bytes);
      if (message.kind === 'hello') return this.#greet(message);
      // What an earlier connection or incarnation of the peer still had to say.
      if (!this.peer) return;
      if (this.leader) this.leader.message(message);
      else this.follower.message(message);
    } catch (error) {
      log.error('The peer sent what this node does not understand', {error: String(error)});
      link.reset();
    }
  }
  submit(payload: Uint8Array): Promise<Submitted> {
    return this.leader
      ? this.leader.intake.submit(payload)
      : Promise.reject(new SubmitRefused('notActive', 'this node is passive'));
  }
  snapshotNow(): Promise<number> {
    const leader = this.leader;
    if (!leader?.lead.ready)
      return Promise.reject(new SubmitRefused('notActive', 'only the active node takes snapshots'));
    return new Promise((resolve, reject) => leader.snapshots.request({resolve, reject}));
  }
  /** Resolves false when no passive can take over, or when it failed; never when it worked: `onOver` tells. */
  async switchover(): Promise<boolean> {
    const {leader} = this;
    if (!leader) return false;
    if (leader.snapshots.peerDiffers) {
      this.ground.options.log.warn(
        'No hand-over: the state of the passive differed, and has not been found equal since',
      );
      return false;
    }
    await shortenReplay(leader);
    return switchOver(leader);
  }
  /**
   * Gives the group what it needs of this process, which takes inputs for as
   * long as it leads and there is something to wait for: `serving` says when
   * not, and when again. Resolves only if this incarnation is not over before.
   */
  async prepareToLeave(serving: (open: boolean) => void): Promise<void> {
    const {follower, ground} = this;
    const {lease, promise, heartbeat} = ground.options.timings;
    if (!this.leader) {
      follower.leave();
      const end = ground.now + lease + 2 * promise;
      while (!this.leader && follower.needed && ground.now < end) await ground.pause(heartbeat / 3);
    }
    const {leader} = this;
    if (!leader) return;
    for (const last of [false, true]) {
      await shortenReplay(leader);
      if (successor(leader) !== undefined) {
        serving(false);
        await switchOver(leader);
        serving(true);
      }
      if ((await releaseRow(leader, last, () => serving(false))) === 'failed') return;
    }
  }
  get epoch(): number {
    return this.#seen.epoch;
  }
  get #seen(): Seen {
    const {view} = this.follower;
    const led = this.leader?.lead.view;
    return led && led.epoch >= view.epoch ? led : view;
  }
  #greet(hello: Hello): void {
    const {link, log} = this.ground.options;
    const speaks = Math.min(hello.newest, protocolVersion);
    if (speaks < Math.max(hello.version, oldestVersion)) {
      this.ground.troubles.note(
        'link',
        `the peer speaks protocol versions ${hello.version} to ${hello.newest}, this node ${oldestVersion} to ${protocolVersion}`,
      );
      return link.reset();
    }
    if (hello.incarnation === this.ground.me) {
      this.ground.troubles.note('link', 'this node is connected to itself');
      return link.reset();
    }
    log.debug('Connected to the peer', {...hello});
    if (!this.leader) this.follower.peerSaw(hello.epoch);
    this.#peerIs({nodeId: hello.nodeId, incarnation: hello.incarnation, speaks});
    this.#membership.look();
  }
  #peerIs(peer: Peer | undefined): void {
    this.peer = peer;
    if (this.leader) this.leader.replication.connected(peer);
    else this.follower.connected(peer?.incarnation, peer?.speaks ?? 0);
  }
  #standBy(): void {
    if (this.#standby) return;
    this.#standby = true;
    this.#events.onRole('passive');
  }
  #lead(won: Won): void {
    assert(!this.leader, 'an incarnation leads once');
    const {ground} = this;
    const {timings} = ground.options;
    const view = ground.rules.newLeader({me: ground.me, ...won}, timings);
    this.leader = new Leader(ground, view, {
      onActive: () => this.#events.onRole('active'),
      onOver: (why, pause = 0) => this.#events.onOver(why, this.#seen, pause),
      onJoined: () => this.#membership.look(),
    });
    this.succession = won.succession;
    this.#events.onRole('takingOver');
    this.leader.start(won.inheritance, this.peer);
  }
}
