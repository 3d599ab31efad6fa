import {SubmitRefused} from './api.ts';
import {Checks} from './checks.ts';
import {delivered} from './commit-line.ts';
import {Patience} from './ground.ts';
import type {Lead} from './lead.ts';
import type {Saved} from './messages.ts';
import type {Cut} from './ports.ts';

type Caller = {resolve: (sequence: number) => void; reject: (error: Error) => void};
/** `cut` undefined: the peer has it. */
type Taken = {
  sequence: number;
  cut: Cut | undefined;
  handed: ReadonlyMap<string, number> | undefined;
  /** The peer was told to save it. */
  told: boolean;
  until: number;
};

/**
 * Snapshots of the active. A cut is taken inside one turn, and saved only when
 * everything up to it is committed and its outputs are delivered: whoever
 * starts from it need not publish them again. Only a save that was seen to
 * succeed moves the mark; a failed one is taken anew and tried again.
 *
 * A hot passive takes and saves the cut, so that the active does not stand
 * still for it; when it cannot, or its state differs, the active does.
 */
export class Snapshotting {
  readonly #lead: Lead;
  readonly #marked: () => void;
  readonly #checks = new Checks();
  #wanted = false;
  /** The next cut is the active's own: the peer failed to take the last one. */
  #own = false;
  #taken: Taken | undefined;
  #saving = false;
  #notBefore = Number.NEGATIVE_INFINITY;
  readonly #patience: Patience;
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
    this.#patience = new Patience(lead.ground.options.timings.statementTimeout);
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
  request(caller?: Caller): void {
    if (caller) this.#callers.push(caller);
    this.#wanted = true;
    this.step();
  }
  /** The incarnation is over. */
  fail(): void {
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
    if (!taken.cut && (!this.#peerFollows() || ground.now > taken.until)) return this.#peerFailed('it is not heard of');
    if (taken.told || lead.commits.committed < taken.sequence) return;
    taken.handed ??= lead.commits.handed();
    if (!delivered(taken.handed, ground.options.publisher.watermarks())) return;
    if (taken.cut) return this.#save(taken.cut);
    taken.told = true;
    ground.send({kind: 'save', epoch: lead.view.epoch, sequence: taken.sequence});
  }
  /** The peer says what became of a cut. */
  saved({epoch, sequence, outcome, detail}: Saved): void {
    const lead = this.#lead;
    const taken = this.#taken;
    if (epoch !== lead.view.epoch || !taken || taken.cut || taken.sequence !== sequence) return;
    if (outcome === 'saved') {
      this.peerDiffers = false;
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
    this.#taken = undefined;
    this.#wanted = this.#own = true;
    this.step();
  }
  #take(): void {
    const {ground, appended, lastTimestamp, view} = this.#lead;
    const {machine} = ground.options;
    const taken = {sequence: appended, handed: undefined, told: false, until: ground.now + 4 * this.#patience.ms};
    this.#lead.cut = appended;
    if (!this.#own && this.#peerFollows()) {
      this.#taken = {...taken, cut: undefined};
      // Everything up to here goes first, so that the order does not arrive before it.
      const checks = this.#checks.next(machine);
      return ground.send({kind: 'cut', epoch: view.epoch, sequence: appended, checks});
    }
    const cut = {sequence: appended, timestamp: lastTimestamp, epoch: view.epoch, parts: machine.snapshot()};
    this.#taken = {...taken, cut};
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
    if (!this.#wanted) for (const caller of this.#callers.splice(0)) caller.resolve(sequence);
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
