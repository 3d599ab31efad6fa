import {delivered} from './commit-line.ts';
import type {Leader} from './leader.ts';

/** Longest waits of a planned hand-over, ms: for an output on its way, for all outputs, for a last snapshot. */
const sinkPatience = 1_000;
const deliveryPatience = 2_000;
const snapshotPatience = 10_000;
/** For another one of what came since, while nothing is taken any more, ms. */
const lastSnapshotPatience = 3_000;
/** What a hot passive may still have to apply: it is done in a moment. */
const entriesBehind = 2_000;

/** The peer that may be handed the row now: heard of lately, and the sure keeper, or it can be named at once. */
export function successor({lead}: Leader): string | undefined {
  const {view, peer, ground} = lead;
  if (!lead.ready || !peer || peer.leaving || view.stopped || !lead.inSync) return undefined;
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
  const {publisher, timings} = lead.ground.options;
  const {promise} = timings;
  // What is not on its way yet is for the successor to publish.
  publisher.hold();
  const goOn = (): false => {
    publisher.release();
    lead.draining = lead.naming = false;
    return false;
  };
  const caughtUp = await until(
    leader,
    promise,
    () => lead.commits.committed >= lead.appended && (lead.peer?.received ?? 0) >= lead.appended,
  );
  if (!caughtUp || successor(leader) !== to) return goOn();
  lead.naming = true;
  lead.progress();
  if (!(await until(leader, promise, () => successor(leader) === to))) return goOn();
  await until(leader, sinkPatience, () => !publisher.delivering);
  leader.replication.heartbeat(); // the newest watermark goes along
  await new Promise<void>((resolve) => {
    leader.row.handOver({kind: 'switchover', to}, resolve);
  });
  return goOn();
}

/**
 * While inputs are still taken: the successor is to have little left to apply,
 * so that the pause is short whatever came before. A hot one has applied
 * nearly everything, or will have in a moment; for a warm one a snapshot is taken.
 */
export async function shortenReplay(leader: Leader): Promise<void> {
  const {lead} = leader;
  if (successor(leader) === undefined || lead.appended === lead.snapshot) return;
  const {promise} = lead.ground.options.timings;
  const isNear = (): boolean =>
    lead.peer?.standing?.following === true && lead.appended - lead.peer.standing.applied <= entriesBehind;
  if (lead.peer?.standing?.following && (await until(leader, promise, isNear))) return;
  await until(leader, snapshotPatience, snapshotTaken(leader));
}

function snapshotTaken(leader: Leader): () => boolean {
  let over = false;
  leader.snapshots.request({resolve: () => (over = true), reject: () => (over = true)}, true);
  return () => over;
}

/**
 * Without a successor: everything into the database, then the row is
 * anybody's. Inputs are taken until the last moment: being alone, and the
 * snapshot, may take seconds. Resolves `successor` when one turned up
 * meanwhile and `last` is not set; otherwise only when the release did not
 * work out in time.
 */
export async function releaseRow(leader: Leader, last: boolean, closing: () => void): Promise<'successor' | 'failed'> {
  const {lead} = leader;
  const t = lead.ground.options.timings;
  const isAlone = (): boolean => lead.view.keeper === null && !lead.view.unsure;
  const found = (): boolean => successor(leader) !== undefined;
  await until(leader, t.lease, () => lead.ready);
  lead.ground.options.publisher.release();
  await until(leader, 2 * t.lease, () => isAlone() || found());
  const taken = !found() && (await until(leader, snapshotPatience, snapshotTaken(leader)));
  if (found() && !last) return 'successor';
  lead.draining = true;
  closing();
  // A keeper that holds everything may be named in a row that is released, too: it alone takes it then.
  await until(leader, t.lease, () => found() || (isAlone() && lead.durable >= lead.appended));
  await outputsDelivered(leader);
  // So that whoever starts next publishes nothing again. Where the first one failed this one would, too.
  if (taken) await until(leader, lastSnapshotPatience, snapshotTaken(leader));
  await new Promise<void>((resolve) => {
    leader.row.handOver({kind: 'release'}, resolve);
  });
  return 'failed';
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
