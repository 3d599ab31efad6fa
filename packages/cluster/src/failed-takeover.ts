import type {Ground} from './ground.ts';
import type {Lead} from './lead.ts';
import type {Inheritance} from './load.ts';
import {pageSize, persist} from './persist.ts';
import type {OwnRow} from './own-row.ts';
import type {Entry} from './ports.ts';

/** After a takeover that failed, the other node goes first for this long, ms. */
export const failurePause = 10_000;

/**
 * The state cannot be restored here: a snapshot of a later version, a defect.
 * An empty machine would forget everything, so this node does not go on.
 * What it alone remembers (the queue) goes into the journal table, unapplied;
 * then the database is enough, and the row is for whoever can.
 */
export async function giveBack(lead: Lead, row: OwnRow, from: Inheritance, reason: string): Promise<void> {
  const {ground} = lead;
  ground.troubles.note('takeover failed', reason);
  const last = await journalTail(ground, lead.snapshot);
  const entries = [...(from.queue?.after(last) ?? [])];
  const written = await journal(lead, entries);
  if (!written) return lead.deposed('the journal is fenced');
  lead.appended = lead.journalled = lead.inherited = entries.at(-1)?.sequence ?? last;
  lead.draining = lead.failed = true;
  while (lead.view.keeper !== null || lead.view.unsure) {
    row.step();
    await ground.pause(ground.options.timings.heartbeat / 3);
  }
  const again = (): void => row.handOver({kind: 'release'}, again);
  again();
}

async function journalTail(ground: Ground, snapshot: number): Promise<number> {
  let last = snapshot;
  for (;;) {
    const page = await persist(ground, 'journal', () => ground.options.journal.read(last, pageSize));
    const newest = page.at(-1);
    if (!newest) return last;
    last = newest.sequence;
  }
}

async function journal(lead: Lead, entries: readonly Entry[]): Promise<boolean> {
  const {journal: table, limits} = lead.ground.options;
  for (let at = 0; at < entries.length;) {
    let end = at;
    for (let bytes = 0; end < entries.length && end - at < limits.batchEntries; end++) {
      bytes += entries[end]?.payload.length ?? 0;
      if (bytes > limits.batchBytes && end > at) break;
    }
    const some = entries.slice(at, end);
    if (!(await persist(lead.ground, 'journal', () => table.append(lead.fence, some)))) return false;
    at = end;
  }
  return true;
}
