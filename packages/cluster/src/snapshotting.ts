import {SubmitRefused} from './api.ts';
import {Checks} from './checks.ts';
import {delivered} from './commit-line.ts';
import {Patience} from './ground.ts';
import type {Lead} from './lead.ts';
import type {Saved} from './messages.ts';
import {inTurns} from './in-turns.ts';
import {cutPace, type Pace} from './pace.ts';
import {PeerPatience} from './peer-patience.ts';
import type {Cut, StateCheck, StateCut} from './ports.ts';

type Caller = {resolve: (sequence: number) => void; reject: (error: Error) => void};
/** `byPeer`: the peer has the cut, and waits for the checks; else it is written here. */
type Taken = {
  sequence: number;
  byPeer: boolean;
  /** Open while it is being read. */
  state: StateCut | undefined;
  checks: readonly StateCheck[] | undefined;
  cut: Cut | undefined;
  handed: ReadonlyMap<string, number> | undefined;
  /** The peer was told to save it. */
  told: boolean;
  /** When it was taken, and when the peer is given up. */
  at: number;
  until: number;
};

/**
 * Snapshots of the active. A cut is taken inside one turn, written in turns of
 * its own while entries go on, and saved only when
 * everything up to it is committed and its outputs are delivered: whoever
 * starts from it need not publish them again. Only a save that was seen to
 * succeed moves the mark; a failed one is taken anew and tried again.
 *
 * A hot passive takes and saves the cut, and compares it with what the active
 * says of its own; when it cannot, or its state differs, the active does.
 */
export class Snapshotting {
  readonly #lead: Lead;
  readonly #marked: () => void;
  readonly #checks = new Checks();
  #wanted = false;
  /** The next cut is the active's own: the peer failed to take the last one. */
  #own = false;
  /** Somebody waits who is about to end: what is served beside it counts for less. */
  #hurried = false;
  #taken: Taken | undefined;
  #saving = false;
  #notBefore = Number.NEGATIVE_INFINITY;
  readonly #pace: Pace;
  readonly #patience: Patience;
  readonly #peerPatience: PeerPatience;
  #callers: Caller[] = [];
  lastAt: number | undefined;
  /** How often the peer's state was found to differ. */
  divergences = 0;
  /** It did at the last comparison, for which it has to agree once before it may be handed the row. */
  peerDiffers = false;

  /** `marked`: the newest durable snapshot moved. */
  constructor(lead: Lead, marked: () => void) {
    this.#lead = lead;
    this.#marked = marked;
    this.#pace = cutPace(() => (this.#hurried ? 1 : lead.retained.bytes / lead.ground.options.limits.queueBytes));
    this.#patience = new Patience(lead.ground.options.timings.statementTimeout);
    this.#peerPatience = new PeerPatience(4 * this.#patience.ms);
  }
  get busy(): boolean {
    return this.#wanted || this.#taken !== undefined;
  }
  /** Every so often, from the options. */
  schedule(): void {
    const {ground} = this.#lead;
    const every = ground.options.snapshotEvery;
    if (every <= 0) return;
    ground.after(every, () => {
      this.request();
      this.schedule();
    });
  }
  /** `hurried`: at the quickest pace, the one that is being written as well. */
  request(caller?: Caller, hurried = false): void {
    if (caller) this.#callers.push(caller);
    this.#hurried ||= hurried;
    this.#wanted = true;
    this.step();
  }
  /** The incarnation is over. */
  fail(): void {
    this.#forget();
    for (const caller of this.#callers.splice(0)) caller.reject(new SubmitRefused('lost', 'no longer active'));
  }
  /** Called with each progress and each heartbeat. */
  step(): void {
    const lead = this.#lead;
    const {ground} = lead;
    if (ground.ended || !lead.ready || this.#saving) return;
    if (!this.#taken) {
      // What is retained has to stay well below its limit, or inputs would be refused.
      const crowded = lead.retained.bytes > ground.options.limits.queueBytes / 2 && lead.appended > lead.snapshot;
      if ((!this.#wanted && !crowded) || ground.now < this.#notBefore || !lead.mayAct()) return;
      this.#wanted = false;
      if (lead.appended === lead.snapshot) return this.#done(lead.snapshot);
      this.#take();
    }
    const taken = this.#taken;
    if (!taken) return;
    if (taken.byPeer && !this.#peerFollows()) return this.#peerFailed('it is not heard of');
    if (taken.byPeer && ground.now > taken.until) {
      this.#peerPatience.ranOut();
      return this.#peerFailed(`it took more than ${Math.round(ground.now - taken.at)} ms`);
    }
    if (taken.told || lead.commits.committed < taken.sequence) return;
    taken.handed ??= lead.commits.handed();
    if (!delivered(taken.handed, ground.options.publisher.watermarks())) return;
    if (!taken.byPeer) {
      if (taken.cut) this.#save(taken.cut);
      return;
    }
    if (!taken.checks) return;
    taken.told = true;
    ground.send({kind: 'save', epoch: lead.view.epoch, sequence: taken.sequence, checks: taken.checks});
  }
  /** The peer says what became of a cut. */
  saved({epoch, sequence, outcome, detail}: Saved): void {
    const lead = this.#lead;
    const taken = this.#taken;
    if (epoch !== lead.view.epoch || !taken?.byPeer || taken.sequence !== sequence) return;
    if (outcome === 'saved') {
      this.peerDiffers = false;
      this.#peerPatience.took(lead.ground.now - taken.at);
      return this.#isDurable(sequence);
    }
    if (outcome === 'diverged') {
      this.divergences++;
      this.peerDiffers = true;
      lead.ground.troubles.note('the state of the passive differs', detail);
    }
    this.#peerFailed(detail);
  }
  #peerFollows(): boolean {
    const {peer, ground} = this.#lead;
    return peer?.standing?.following === true && ground.now - peer.heardAt < ground.options.timings.promise;
  }
  #peerFailed(reason: string): void {
    this.#lead.ground.options.log.debug('The passive did not take the snapshot', {reason});
    this.#forget();
    this.#wanted = this.#own = true;
    this.step();
  }
  #take(): void {
    const {ground, appended, lastTimestamp, view} = this.#lead;
    const {machine} = ground.options;
    const byPeer = !this.#own && this.#peerFollows();
    // A peer of version 2 wants the checks before they are computed: nothing is compared with it.
    const compares = byPeer && this.#lead.speaks >= 3;
    const parts = compares ? this.#checks.choose(machine.parts()) : undefined;
    const state = !byPeer || compares ? machine.cut(parts) : undefined;
    const taken: Taken = {
      sequence: appended,
      byPeer,
      state,
      checks: compares ? undefined : [],
      cut: undefined,
      handed: undefined,
      told: false,
      at: ground.now,
      until: ground.now + Math.max(this.#peerPatience.ms, 4 * this.#patience.ms),
    };
    this.#taken = taken;
    this.#lead.cut = appended;
    // Everything up to here was sent before, so that the order does not arrive before it.
    if (byPeer) ground.send({kind: 'cut', epoch: view.epoch, sequence: appended, checks: []});
    if (!state) return;
    if (parts) this.#read(taken, this.#checks.read(parts, state), (checks) => (taken.checks = checks));
    else
      this.#read(
        taken,
        state.parts(),
        (parts) => (taken.cut = {sequence: appended, timestamp: lastTimestamp, epoch: view.epoch, parts}),
      );
  }
  /** Reads the open cut, and goes on with what it says. */
  #read<T>(taken: Taken, steps: Generator<void, T>, then: (value: T) => void): void {
    const {ground} = this.#lead;
    void inTurns(ground, this.#pace, steps, () => this.#taken !== taken).then((read) => {
      if (!read || this.#taken !== taken || ground.ended) return;
      taken.state?.close();
      taken.state = undefined;
      then(read.value);
      this.step();
    });
  }
  #forget(): void {
    this.#taken?.state?.close();
    this.#taken = undefined;
  }
  #save(cut: Cut): void {
    const lead = this.#lead;
    const {ground} = lead;
    const {snapshots, timings} = ground.options;
    this.#saving = true;
    ground.ask(
      this.#patience.ms,
      () => snapshots.save(lead.fence, cut),
      (outcome) => {
        this.#saving = false;
        if (outcome.kind === 'done' && !outcome.value) return lead.deposed('the snapshot is fenced');
        if (outcome.kind === 'unknown') {
          this.#taken = undefined;
          ground.troubles.begin('snapshot', `not persisted, ${outcome.reason}`);
          this.#patience.failed(ground.now - outcome.sent);
          this.#wanted = true;
          this.#notBefore = ground.now + timings.lease;
          ground.after(timings.lease + 1, () => this.step());
          return;
        }
        ground.troubles.over('snapshot');
        this.#patience.worked();
        this.#own = false;
        this.#isDurable(cut.sequence);
      },
    );
  }
  #isDurable(sequence: number): void {
    const lead = this.#lead;
    this.#taken = undefined;
    lead.snapshot = Math.max(lead.snapshot, sequence);
    lead.revisions.saved(sequence);
    this.#tidy();
    this.#done(sequence);
    this.#marked();
  }
  #done(sequence: number): void {
    const {ground} = this.#lead;
    this.lastAt = ground.options.wall();
    ground.options.log.info('Siddhi apps persisted successfully', {sequence, epoch: this.#lead.view.epoch});
    // A caller that came after the cut was taken waits for the next one.
    if (this.#wanted) return;
    this.#hurried = false;
    for (const caller of this.#callers.splice(0)) caller.resolve(sequence);
  }
  /**
   * Drops the revisions that are not to be kept, and of the journal table only
   * what the oldest kept one holds: should the newest turn out to be broken,
   * the one before it and the table make up for it. Failing costs only room.
   */
  #tidy(): void {
    const lead = this.#lead;
    const {ground} = lead;
    const {journal, snapshots, revisionsToKeep} = ground.options;
    const {upTo, keep} = lead.revisions.tidy(revisionsToKeep);
    ground.ask(
      this.#patience.ms,
      async () => {
        await journal.trim(lead.fence, upTo);
        await snapshots.prune(lead.fence, keep);
      },
      (outcome) => {
        if (outcome.kind === 'unknown') ground.troubles.begin('trim', outcome.reason);
        else ground.troubles.over('trim');
      },
    );
  }
}
