import {CommitLine} from './commit-line.ts';
import type {Lead} from './lead.ts';
import type {PassiveQueue} from './passive-queue.ts';
import type {Entry} from './ports.ts';
import {pageSize, persist} from './persist.ts';
import {Replay} from './replay.ts';
import {Retained} from './retained.ts';
import {Revisions} from './revisions.ts';
import type {Ready} from './standby/standby.ts';

/**
 * Takeover of a hot passive: its machine has applied the queue but for the
 * last entries. Reads from the database only what nobody sent it, takes over
 * the queue as it is, and publishes what it has held back. False: something is
 * missing in between, so a takeover from the snapshot it is.
 */
export async function goOn(
  lead: Lead,
  queue: PassiveQueue,
  watermarks: Readonly<Record<string, number>>,
  ready: Ready,
): Promise<boolean> {
  const {ground} = lead;
  const {snapshots, journal, publisher, log} = ground.options;
  const {received} = queue;
  const end = Math.max(ready.applied, received);
  const [newest, tail] = await Promise.all([
    persist(ground, 'newest snapshot', () => snapshots.newestSequence()),
    persist(ground, 'journal', () => journal.read(end, pageSize)),
  ]);
  const snapshot = newest?.sequence ?? 0;
  const known = {applied: ready.applied, received, snapshot, tail: tail[0]?.sequence};
  // Of this epoch or a later one: the leader row went back, which the other way explains.
  const ahead = [...(newest ? [newest] : []), ...tail].some(({epoch}) => epoch >= lead.view.epoch);
  if (ahead || !ground.rules.mayGoOn(known)) {
    log.warn('The state at hand does not go on without a gap: starting from the snapshot', known);
    return false;
  }
  // What the queue does not hold is durable: its active said so, or it came from the database in the first place.
  const durable = Math.max(snapshot, queue.base, ready.applied > received ? ready.applied : 0);
  lead.revisions = new Revisions(snapshot, 0);
  lead.snapshot = lead.cut = snapshot;
  lead.journalled = durable;
  lead.retained = new Retained(durable);
  lead.retained.adopt(queue.frames());
  lead.appended = end;
  lead.lastTimestamp = ready.timestamp;
  lead.inheritedWatermarks = watermarks;
  lead.commits = new CommitLine(publisher, snapshot);
  for (const {entry, outputs} of ready.undelivered) {
    // A snapshot is saved only when the outputs up to it are delivered.
    if (entry.sequence > snapshot) lead.commits.add(entry, {outputs});
  }
  const replay = new Replay(lead, watermarks);
  for (const entry of queue.after(ready.applied)) await replay.apply(entry);
  await append(lead, replay, tail);
  replay.skipTo(Math.max(...Object.values(watermarks), 0));
  lead.inherited = lead.appended;
  log.info('Went on from the state at hand', {
    snapshot,
    applied: ready.applied,
    queue: received - Math.min(ready.applied, received),
    journal: lead.appended - end,
    undelivered: ready.undelivered.length,
    epoch: lead.view.epoch,
  });
  return true;
}

/** What the journal table has beyond the queue. It has no gap, so it holds what comes before, too. */
async function append(lead: Lead, replay: Replay, first: readonly Entry[]): Promise<void> {
  for (let page = first; page.length > 0;) {
    for (const entry of page) {
      await replay.take(entry);
      lead.journalled = entry.sequence;
    }
    lead.retained.evictTo(lead.journalled);
    page = await persist(lead.ground, 'journal', () => lead.ground.options.journal.read(lead.appended, pageSize));
  }
}
