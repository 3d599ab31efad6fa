/** What `GET /ha/status` of a node says, as far as this command reads it. */
export type NodeStatus = {
  nodeId: string;
  groupId: string;
  version: string;
  incarnation: string;
  role: string;
  epoch: number;
  /** Incarnation of the active node, as this one sees it; '' when unknown. */
  active: string;
  peer: {nodeId: string; incarnation: string; linkUp: boolean} | null;
  inSync: boolean;
  /** Entries that the passive has not acknowledged. */
  lag: number;
  queueBytes: number;
  /** ms since 1970. */
  lastSnapshotAt: number | null;
  takeovers: number;
  troubles: string[];
  sequences: {committed: number};
  sinks: {published: number; refused: number; waiting: Record<string, number>};
  /** ms since 1970, and by how many ms it is ahead of the database. A node of an earlier version does not tell. */
  clock?: {at: number; aheadOfDatabase: number | null};
  /** Of the other node, when it is the active one. */
  activeAddress?: {nodeId: string; url: string};
};

/** A body as a status; undefined when it is something else. */
export function asNodeStatus(body: unknown): NodeStatus | undefined {
  if (typeof body !== 'object' || body === null) return undefined;
  const s = body as Partial<NodeStatus>;
  const fits =
    typeof s.nodeId === 'string' &&
    typeof s.role === 'string' &&
    typeof s.epoch === 'number' &&
    typeof s.incarnation === 'string' &&
    Array.isArray(s.troubles) &&
    typeof s.sinks === 'object';
  // A node of an earlier version does not tell these two.
  return fits ? {groupId: '', version: '', ...(s as Omit<NodeStatus, 'groupId' | 'version'>)} : undefined;
}

/** The id of the other node, when this one is linked to it and knows it as the active one. */
export function activePeer({active, peer}: NodeStatus): string | undefined {
  return peer?.linkUp && peer.incarnation === active ? peer.nodeId : undefined;
}
