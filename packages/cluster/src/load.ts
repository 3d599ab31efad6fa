import {CommitLine} from './commit-line.ts';
import {goOn} from './go-on.ts';
import {inTurns} from './in-turns.ts';
import {restorePace} from './pace.ts';
import type {Lead} from './lead.ts';
import type {PassiveQueue} from './passive-queue.ts';
import {pageSize, persist} from './persist.ts';
import {Replay} from './replay.ts';
import {Retained} from './retained.ts';
import {Revisions} from './revisions.ts';
import type {Ready} from './standby/standby.ts';

/** What a takeover has beside the database. */
export type Inheritance = {
  /** The old active's entries of the epoch before, or undefined. */
  queue: PassiveQueue | undefined;
  /** Per sink what the old active had delivered, as far as it said. */
  watermarks: Readonly<Record<string, number>>;
  /** What the old active had committed, as far as it said. */
  committed: number;
  /** Of a hot passive whose machine has followed that queue. */
  ready: Ready | undefined;
};

/**
 * Takeover, steps 1 to 3: with every port closed, restores the newest
 * snapshot, then applies the journal table and the queue, in order and at the
 * recorded times. Outputs above the watermark are published again under the
 * ids that they had, once their entry is committed; those at or below are not.
 * A hot passive that has followed goes on from its machine instead.
 */
export async function load(lead: Lead, from: Inheritance): Promise<void> {
  if (!(from.queue && from.ready && (await goOn(lead, from.queue, from.watermarks, from.ready))))
    await restore(lead, from);
  lead.backlog = Math.min(from.committed, lead.inherited);
}

async function restore(lead: Lead, from: Inheritance): Promise<void> {
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
  await inTurns(ground, restorePace, machine.restoreSteps(cut?.parts ?? []), () => false);
  const replay = new Replay(lead, from.watermarks);
  await journal(lead, replay, from.queue);
  const journalled = lead.journalled;
  for (const entry of from.queue?.after(lead.appended) ?? []) await replay.take(entry);
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

/** A predecessor that had just taken over itself may have left a gap in the table, which the queue fills. */
async function journal(lead: Lead, replay: Replay, queue: PassiveQueue | undefined): Promise<void> {
  let whole = true;
  for (;;) {
    const page = await persist(lead.ground, 'journal', () => lead.ground.options.journal.read(lead.appended, pageSize));
    if (page.length === 0) return;
    for (const entry of page) {
      notAhead(lead, `journal entry ${entry.sequence}`, entry.epoch);
      if (entry.sequence > lead.appended + 1) {
        for (const missing of queue?.after(lead.appended) ?? []) {
          if (missing.sequence >= entry.sequence) break;
          await replay.take(missing);
          whole = false;
        }
      }
      await replay.take(entry);
      if (!whole) continue;
      lead.journalled = entry.sequence;
      lead.retained.evictTo(entry.sequence);
    }
    lead.commit();
  }
}
