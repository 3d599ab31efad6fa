import type {ClusterStore, Log} from '@tandem/cluster';
import type {Settings} from '../config/index.ts';
import {PeerLink} from '../link/peer-link.ts';
import {named} from '../log/logger.ts';
import {exitCodes, NodeExit} from './exit.ts';

/** The event link, listening; its peers are the other members, the one that was heard of last first. Throws `NodeExit` when the port is in use. */
export async function openLink(
  s: Settings,
  incarnation: string,
  store: Pick<ClusterStore, 'members'>,
  log: Log,
): Promise<{link: PeerLink; port: number}> {
  const link = new PeerLink({
    nodeId: s.nodeId,
    incarnation,
    groupId: s.groupId,
    secret: s.clusterSecret,
    host: s.eventSyncHost === 'localhost' ? '127.0.0.1' : s.eventSyncHost,
    port: s.eventSyncPort === 0 ? 0 : s.eventSyncPort + s.portsOffset,
    peers: async () =>
      (await store.members())
        .filter((row) => row.nodeId !== s.nodeId)
        .sort((a, b) => a.ageMs - b.ageMs)
        .map(({nodeId, incarnation: id, properties: p}) => ({
          nodeId,
          incarnation: id,
          host: p['advertisedHost'] ?? '',
          port: Number(p['advertisedPort']),
        })),
    log: named(log, 'EventSync'),
  });
  try {
    return {link, port: await link.open()};
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    throw new NodeExit(
      exitCodes.portInUse,
      `port ${s.eventSyncPort + s.portsOffset} (event link) is in use by another process`,
    );
  }
}
