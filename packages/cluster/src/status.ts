import type {NodeOptions, NodeStatus, Role} from './api.ts';
import type {Incarnation} from './incarnation.ts';

export type History = Pick<
  NodeStatus,
  'takeovers' | 'switchovers' | 'predecessor' | 'lastTakeoverMs' | 'lastSnapshotAt'
> & {divergences: number};

/** What operators and the runtime's status page see. */
export function statusOf(
  options: NodeOptions,
  role: Role,
  now: Incarnation,
  history: History,
  troubles: string[],
): NodeStatus {
  const common = {
    nodeId: options.nodeId,
    incarnation: now.ground.me,
    role,
    peer: now.peer ? {...now.peer, linkUp: options.link.up} : null,
    takeovers: history.takeovers,
    switchovers: history.switchovers,
    predecessor: history.predecessor,
    lastTakeoverMs: history.lastTakeoverMs,
    troubles,
  };
  if (now.leader) {
    const {lead, snapshots} = now.leader;
    const {view, peer} = lead;
    const replicated = peer?.received ?? 0;
    return {
      ...common,
      epoch: view.epoch,
      rev: view.rev,
      active: view.me,
      keeper: view.keeper,
      inSync: lead.inSync,
      sequences: {
        appended: lead.appended,
        committed: lead.commits.committed,
        applied: lead.appended,
        replicated,
        journalled: lead.journalled,
        snapshot: lead.snapshot,
      },
      lag: peer ? Math.max(lead.appended - replicated, 0) : 0,
      queueBytes: lead.retained.bytes,
      queueEntries: lead.retained.last - lead.retained.first + 1,
      lastSnapshotAt: snapshots.lastAt ?? history.lastSnapshotAt,
      standby: {
        mode: options.standby,
        following: peer?.standing?.following ?? false,
        applied: peer?.standing?.applied ?? 0,
        heldOutputs: 0,
        divergences: history.divergences + snapshots.divergences,
      },
    };
  }
  const {queue, row, view, heartbeat, standby} = now.follower;
  const heard = heartbeat && heartbeat.epoch === view.epoch ? heartbeat : undefined;
  return {
    ...common,
    epoch: view.epoch,
    rev: view.rev,
    active: heard && now.peer ? now.peer.incarnation : (row?.active ?? ''),
    keeper: heard?.keeperIsYou ? now.ground.me : (row?.keeper ?? null),
    inSync:
      heard !== undefined && (heard.keeperIsYou || options.durability === 'database') && queue.epoch === heard.epoch,
    sequences: {
      appended: heard?.appended ?? 0,
      committed: heard?.committed ?? 0,
      applied: standby?.applied ?? 0,
      replicated: queue.received,
      journalled: 0,
      snapshot: heard?.mark ?? 0,
    },
    lag: Math.max((heard?.appended ?? 0) - queue.received, 0),
    queueBytes: queue.bytes,
    queueEntries: queue.entries,
    lastSnapshotAt: history.lastSnapshotAt,
    standby: {
      mode: options.standby,
      following: standby?.following ?? false,
      applied: standby?.applied ?? 0,
      heldOutputs: standby?.heldOutputs ?? 0,
      divergences: history.divergences + (standby?.divergences ?? 0),
    },
  };
}
