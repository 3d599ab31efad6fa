import {delivered} from './commit-line.ts';
import type {Leader} from './leader.ts';

/** Longest waits of a planned hand-over, ms: for outputs to be delivered, and for a last snapshot. */
const deliveryPatience = 2_000;
const snapshotPatience = 10_000;

/** The peer that may be handed the row now: the sure keeper, heard of lately. */
export function successor({lead}: Leader): string | undefined {
  const {view, peer, ground} = lead;
  if (!lead.ready || !peer || peer.leaving || view.unsure || view.stopped || view.keeper !== peer.incarnation)
    return undefined;
  return ground.now - peer.heardAt < ground.options.timings.promise ? peer.incarnation : undefined;
}

/**
 * Hands the row to the peer, in the next epoch. Resolves false when that did
 * not work out and this node goes on; never, when it worked: this incarnation
 * is over then.
 */
export async function switchOver(leader: Leader): Promise<boolean> {
  const {lead} = leader;
  const to = successor(leader);
  if (to === undefined || lead.draining) return false;
  lead.draining = true;
  const {promise} = lead.ground.options.timings;
  const caughtUp = await until(
    leader,
    promise,
    () => lead.commits.committed >= lead.appended && (lead.peer?.received ?? 0) >= lead.appended,
  );
  if (!caughtUp || successor(leader) !== to) {
    lead.draining = false;
    return false;
  }
  await outputsDelivered(leader);
  const failed = await new Promise<boolean>((resolve) => {
    leader.row.handOver({kind: 'switchover', to}, () => resolve(true));
  });
  lead.draining = false;
  return !failed;
}

/**
 * A snapshot first, while inputs are still taken: the successor then has only
 * what came since to apply, and the pause is short whatever came before.
 */
export async function shortenReplay(leader: Leader): Promise<void> {
  if (successor(leader) === undefined || leader.lead.appended === leader.lead.snapshot) return;
  await until(leader, snapshotPatience, snapshotTaken(leader));
}

function snapshotTaken(leader: Leader): () => boolean {
  let over = false;
  leader.snapshots.request({resolve: () => (over = true), reject: () => (over = true)});
  return () => over;
}

/** Without a successor: everything into the database, then the row is anybody's. Resolves only when that did not work out in time. */
export async function releaseRow(leader: Leader): Promise<void> {
  const {lead} = leader;
  const t = lead.ground.options.timings;
  await until(leader, t.lease, () => lead.ready);
  lead.draining = true;
  await until(
    leader,
    2 * t.lease,
    () => lead.view.keeper === null && !lead.view.unsure && lead.durable >= lead.appended,
  );
  await outputsDelivered(leader);
  await until(leader, snapshotPatience, snapshotTaken(leader));
  await new Promise<void>((resolve) => {
    leader.row.handOver({kind: 'release'}, resolve);
  });
}

async function outputsDelivered(leader: Leader): Promise<void> {
  const {lead} = leader;
  const handed = lead.commits.handed();
  await until(leader, deliveryPatience, () => delivered(handed, lead.ground.options.publisher.watermarks()));
  leader.replication.heartbeat(); // the newest watermark goes along
}

async function until({lead}: Leader, ms: number, holds: () => boolean): Promise<boolean> {
  const {ground} = lead;
  const end = ground.now + ms;
  while (!holds()) {
    if (ground.now >= end) return false;
    await ground.pause(ground.options.timings.heartbeat / 50);
  }
  return true;
}
