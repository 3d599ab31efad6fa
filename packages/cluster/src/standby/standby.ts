import {Patience, type Ground} from '../ground.ts';
import type {CutOrder, SaveOrder} from '../messages.ts';
import type {PassiveQueue} from '../passive-queue.ts';
import type {Cut, Entry} from '../ports.ts';
import {costOf} from '../entry-log.ts';
import {inTurns} from '../in-turns.ts';
import {restorePace} from '../pace.ts';
import {type HeldEntry, HeldOutputs} from './held-outputs.ts';
import {StandbyCuts} from './standby-cuts.ts';

/** Entries are applied for so long, ms, or so many bytes, before messages get their turn: acknowledgements wait behind it. */
const longestTurn = 2;
const bytesPerTurn = 1 << 20;
/** Entries of one read of the journal table. */
const pageSize = 500;

/** A machine that is ready to go on: all of `epoch`'s history up to `applied`. */
export type Ready = {applied: number; timestamp: number; undelivered: readonly HeldEntry[]};

/**
 * The machine of a hot passive. It starts from the newest snapshot and applies
 * what the journal table and then the queue hold, always behind the
 * acknowledgement and never over a gap. It follows one active in one epoch:
 * with anything else it starts anew from a snapshot.
 */
export class Standby {
  readonly #ground: Ground;
  readonly #queue: PassiveQueue;
  readonly #watermarks: () => Readonly<Record<string, number>>;
  readonly #changed: () => void;
  readonly #held: HeldOutputs;
  readonly #cuts: StandbyCuts;
  #state: 'idle' | 'restoring' | 'following' = 'idle';
  /** Which restoration is under way: an older one stops where it is. */
  #run = 0;
  #over = false;
  #epoch = 0;
  #applied = 0;
  #timestamp = 0;
  /** Decoded and not applied yet. */
  #batch: readonly Entry[] = [];
  #at = 0;
  #turnIsDue = false;
  /** Snapshots below it may hold a state that was found to differ. */
  #least = 0;
  /** Why it cannot follow; '': it can, or has not tried. */
  trouble = '';
  divergences = 0;

  /** `watermarks`: what the queue's active has delivered, per sink. `changed`: following began or ended. */
  constructor(
    ground: Ground,
    queue: PassiveQueue,
    watermarks: () => Readonly<Record<string, number>>,
    changed: () => void,
  ) {
    this.#ground = ground;
    this.#queue = queue;
    this.#watermarks = watermarks;
    this.#changed = changed;
    this.#held = new HeldOutputs(ground.options.limits.heldOutputs);
    this.#cuts = new StandbyCuts(
      ground,
      () => queue.bytes / ground.options.limits.queueBytes,
      (detail, sequence) => this.#diverged(detail, sequence),
    );
  }
  get following(): boolean {
    return this.#state === 'following' && !this.#over;
  }
  get applied(): number {
    return this.#state === 'idle' ? 0 : this.#applied;
  }
  get heldOutputs(): number {
    return this.#held.count;
  }
  /** Up to where the queue may forget, as far as this machine goes. */
  get needsAfter(): number {
    // Too much is kept: better to start from the snapshot again than to refuse what comes.
    if (this.#over || this.#queue.bytes > this.#ground.options.limits.queueBytes) return Number.POSITIVE_INFINITY;
    if (this.#state === 'idle') return Number.POSITIVE_INFINITY;
    return this.#state === 'restoring' ? this.#queue.base : this.#applied;
  }
  /** The queue has changed. */
  moved(): void {
    if (this.#over || this.#queue.epoch === 0) return;
    if (this.#state === 'idle' || !this.#mayFollow()) {
      if (this.#state !== 'restoring' || this.#epoch !== this.#queue.epoch) void this.#restore();
      return;
    }
    this.#epoch = this.#queue.epoch;
    this.#soon();
  }
  /** The active has delivered more. */
  delivered(): void {
    this.#held.passed(this.#watermarks());
  }
  /** `active`: the incarnation that asks. */
  cut(order: CutOrder, active: string): void {
    if (order.epoch !== this.#epoch || !this.following) return this.#cuts.refuse(order, 'it does not follow');
    this.#cuts.wanted({...order, active}, this.#applied, this.#timestamp);
  }
  save(order: SaveOrder): void {
    this.#cuts.save(order);
  }
  /** The row was won: nothing is applied from here. Undefined when the machine is not fit to go on from. */
  leave(): Ready | undefined {
    const fit = this.following && this.#mayFollow();
    this.#over = true;
    this.#cuts.drop();
    const undelivered = fit ? this.#held.undelivered(this.#watermarks()) : undefined;
    return undelivered && {applied: this.#applied, timestamp: this.#timestamp, undelivered};
  }
  #mayFollow(): boolean {
    const {epoch, base} = this.#queue;
    return this.#ground.rules.mayFollow({epoch: this.#epoch, applied: this.#applied}, {epoch, base});
  }
  async #restore(): Promise<void> {
    const run = ++this.#run;
    const gone = (): boolean => run !== this.#run || this.#over || this.#ground.ended;
    const {options, troubles} = this.#ground;
    this.#state = 'restoring';
    this.#epoch = this.#queue.epoch;
    this.#applied = 0;
    this.#held.clear();
    this.#cuts.drop();
    this.#changed();
    const patience = new Patience(options.timings.statementTimeout);
    for (;;) {
      const found = await this.#ground.outcome(patience.ms, () => options.snapshots.newest());
      if (gone()) return;
      if (found.kind === 'unknown') {
        patience.failed(this.#ground.now - found.sent);
        this.#cannot(`newest snapshot not read, ${found.reason}`);
      } else if ((await this.#start(found.value, gone)) && (await this.#journal(gone))) break;
      if (gone()) return;
      await this.#ground.pause(options.timings.lease / 3);
      if (gone()) return;
    }
    this.#state = 'following';
    this.trouble = '';
    troubles.over('standby');
    options.log.info('Standing by with the state of the active', {epoch: this.#epoch, applied: this.#applied});
    this.#changed();
    this.#soon();
  }
  /** From the snapshot, or from nothing. False: not from this one. */
  async #start(cut: Cut | undefined, gone: () => boolean): Promise<boolean> {
    const {rules, options} = this.#ground;
    const {epoch = 0, sequence = 0, timestamp = 0, parts = []} = cut ?? {};
    const {epoch: queueEpoch, base} = this.#queue;
    if (!rules.mayStartFrom({epoch, sequence}, {epoch: queueEpoch, base}, this.#least)) return false;
    this.#held.clear();
    this.#applied = sequence;
    this.#timestamp = timestamp;
    try {
      return (await inTurns(this.#ground, restorePace, options.machine.restoreSteps(parts), gone)) !== undefined;
    } catch (error) {
      this.#cannot(
        `snapshot ${sequence} cannot be restored: ${error instanceof Error ? error.message : String(error)}`,
      );
      return false;
    }
  }
  /** What lies between the snapshot and the queue is in the journal table. False: not yet. */
  async #journal(gone: () => boolean): Promise<boolean> {
    const {options} = this.#ground;
    while (this.#applied < this.#queue.base) {
      const page = await this.#ground.outcome(new Patience(options.timings.statementTimeout).ms, () =>
        options.journal.read(this.#applied, pageSize),
      );
      if (gone()) return false;
      if (page.kind === 'unknown') {
        this.#cannot(`journal not read, ${page.reason}`);
        return false;
      }
      if (page.value.length === 0) return false;
      let cost = 0;
      for (const entry of page.value) {
        if (entry.sequence !== this.#applied + 1 || entry.epoch > this.#epoch) return false;
        this.#apply(entry);
        cost += costOf(entry) * 8;
        if (cost < bytesPerTurn) continue;
        cost = 0;
        await this.#ground.pause(0);
        if (gone()) return false;
      }
    }
    return true;
  }
  #soon(): void {
    if (this.#turnIsDue || this.#state !== 'following') return;
    this.#turnIsDue = true;
    const run = (): void => {
      this.#turnIsDue = false;
      if (!this.#ground.ended) this.#ground.loudly(() => this.#turn());
    };
    const {soon} = this.#ground.options;
    if (soon) soon(run);
    else this.#ground.after(0, run);
  }
  #turn(): void {
    if (!this.following) return;
    if (!this.#mayFollow()) return this.moved();
    const began = this.#ground.now;
    for (let cost = 0; cost < bytesPerTurn && this.#ground.now - began < longestTurn;) {
      const entry = this.#next();
      if (!entry) return;
      if (entry.sequence !== this.#applied + 1) return void this.#restore();
      this.#apply(entry);
      this.#cuts.reached(this.#applied, this.#timestamp);
      if (!this.following) return;
      cost += costOf(entry) * 8;
    }
    this.#soon();
  }
  #next(): Entry | undefined {
    const next = this.#batch[this.#at];
    if (next?.sequence === this.#applied + 1 && next.epoch <= this.#epoch) {
      this.#at++;
      return next;
    }
    this.#batch = this.#queue.next(this.#applied);
    this.#at = 1;
    return this.#batch[0];
  }
  #apply(entry: Entry): void {
    const {outputs} = this.#ground.options.machine.apply(entry);
    this.#applied = entry.sequence;
    this.#timestamp = Math.max(this.#timestamp, entry.timestamp);
    this.#held.add(entry, outputs, this.#watermarks());
  }
  #diverged(detail: string, sequence: number): void {
    this.divergences++;
    this.#least = sequence;
    this.#ground.troubles.note('the state differs from that of the active', detail);
    void this.#restore();
  }
  #cannot(reason: string): void {
    this.trouble = reason;
    this.#ground.troubles.begin('standby', reason);
  }
}
