import {costOf, Retained} from './retained.ts';
import {CommitLine} from './commit-line.ts';
import {type Ground, Patience} from './ground.ts';
import type {Lead} from './lead.ts';
import type {Entry, Output} from './ports.ts';
import type {PassiveQueue} from './passive-queue.ts';
import {Revisions} from './revisions.ts';

/** Entries read from the journal table, or applied, in one go before renewals and heartbeats get their turn. */
export const pageSize = 500;
const bytesPerTurn = 1 << 20;

/** What a takeover has beside the database. */
export type Inheritance = {
  /** The old active's entries of the epoch before, or undefined. */
  queue: PassiveQueue | undefined;
  /** Per sink what the old active had delivered, as far as it said. */
  watermarks: Readonly<Record<string, number>>;
};

/**
 * Takeover, steps 1 to 3: with every port closed, restores the newest
 * snapshot, then applies the journal table and the queue, in order and at the
 * recorded times. Outputs above the watermark are published again under the
 * ids that they had, once their entry is committed; those at or below are not.
 */
export async function load(lead: Lead, from: Inheritance): Promise<void> {
  const {ground} = lead;
  const {machine, snapshots, log, limits} = ground.options;
  const broken = new Set<number>();
  const cut = await persist(ground, 'newest snapshot', () =>
    snapshots.newest((sequence, reason) => {
      broken.add(sequence);
      ground.troubles.note(`revision ${sequence} is broken`, reason);
    }),
  );
  if (cut) notAhead(lead, `snapshot ${cut.sequence}`, cut.epoch);
  const base = cut?.sequence ?? 0;
  lead.revisions = new Revisions(base, broken.size);
  lead.snapshot = lead.cut = lead.appended = lead.journalled = lead.inherited = base;
  lead.lastTimestamp = cut?.timestamp ?? 0;
  lead.commits = new CommitLine(ground.options.publisher, base);
  lead.retained = new Retained(base);
  lead.inheritedWatermarks = from.watermarks;
  machine.restore(cut?.parts ?? []);
  const replay = new Replay(lead, from.watermarks);
  await replay.journal();
  const journalled = lead.journalled;
  if (from.queue) await replay.queue(from.queue);
  replay.skipTo(Math.max(...broken, ...Object.values(from.watermarks), 0));
  lead.inherited = lead.appended;
  log.info('Restored', {
    snapshot: base,
    journal: journalled - base,
    queue: lead.appended - journalled,
    suppressed: replay.suppressed,
    epoch: lead.view.epoch,
    limit: limits.queueBytes,
  });
}

/** Nobody but this node can have written in its epoch or later. */
function notAhead(lead: Lead, what: string, epoch: number): void {
  const own = lead.view.epoch;
  if (epoch < own) return;
  throw new Error(
    `${what} is of epoch ${epoch}, and the leader row was at epoch ${own - 1}: the row went back. ` +
      'Restore all tables from one backup, or set the epoch of the leader row above all that were in use',
  );
}

class Replay {
  readonly #lead: Lead;
  readonly #watermarks: Readonly<Record<string, number>>;
  #sinceTurn = 0;
  suppressed = 0;

  constructor(lead: Lead, watermarks: Readonly<Record<string, number>>) {
    this.#lead = lead;
    this.#watermarks = watermarks;
  }
  async journal(): Promise<void> {
    const lead = this.#lead;
    const {journal} = lead.ground.options;
    for (;;) {
      const page = await persist(lead.ground, 'journal', () => journal.read(lead.appended, pageSize));
      if (page.length === 0) return;
      for (const entry of page) {
        notAhead(lead, `journal entry ${entry.sequence}`, entry.epoch);
        this.#apply(entry);
        lead.journalled = entry.sequence;
        lead.retained.evictTo(entry.sequence);
        if (this.#isLong(entry)) await lead.ground.pause(0);
      }
      lead.commit();
    }
  }
  async queue(queue: PassiveQueue): Promise<void> {
    for (const entry of queue.after(this.#lead.appended)) {
      this.#apply(entry);
      if (this.#isLong(entry)) await this.#lead.ground.pause(0);
    }
  }
  /**
   * Entries up to `sequence` existed. Those that are nowhere to be found keep
   * their numbers: another entry under one of them would publish other outputs
   * under ids that are known. Nothing before the gap can be replicated any
   * more, so a snapshot is due.
   */
  skipTo(sequence: number): void {
    const lead = this.#lead;
    const missing = sequence - lead.appended;
    if (missing <= 0) return;
    lead.ground.troubles.note('entries lost', `${missing} up to sequence ${sequence} are nowhere to be found`);
    lead.retained = new Retained(sequence);
    lead.appended = lead.journalled = sequence;
    lead.gap = true;
  }
  #apply(entry: Entry): void {
    const lead = this.#lead;
    const {machine} = lead.ground.options;
    this.skipTo(entry.sequence - 1);
    lead.retained.push(entry);
    lead.appended = entry.sequence;
    lead.lastTimestamp = Math.max(lead.lastTimestamp, entry.timestamp);
    const applied = machine.apply(entry);
    const outputs = applied.outputs.filter((o) => this.#isNew(o, entry.sequence));
    this.suppressed += applied.outputs.length - outputs.length;
    lead.commits.add(entry, {outputs});
  }
  #isNew(output: Output, sequence: number): boolean {
    return sequence > (this.#watermarks[output.sink] ?? 0);
  }
  /**
   * A long replay must not starve the renewals. Waiting at no other time also
   * means that nothing is applied once the incarnation is over: a pause that
   * is not needed any more never ends.
   */
  #isLong(entry: Entry): boolean {
    this.#sinceTurn += costOf(entry) * 8;
    if (this.#sinceTurn < bytesPerTurn) return false;
    this.#sinceTurn = 0;
    return true;
  }
}

/** Asks until the database answers: a takeover that gave up would leave nobody active. */
export async function persist<T>(ground: Ground, what: string, run: () => Promise<T>): Promise<T> {
  const patience = new Patience(ground.options.timings.statementTimeout);
  for (;;) {
    const outcome = await ground.outcome(patience.ms, run);
    if (outcome.kind === 'done') {
      ground.troubles.over(`takeover, ${what}`);
      return outcome.value;
    }
    patience.failed(ground.now - outcome.sent);
    ground.troubles.begin(`takeover, ${what}`, outcome.reason);
    await ground.pause(ground.options.timings.heartbeat);
  }
}
