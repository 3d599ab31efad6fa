import {ports} from '../config/index.ts';
import type {HaStatus} from '../pair/node-process.ts';

export type Seen = {nodeId: string; portsOffset: number; status: HaStatus | undefined};

/** What `start` shows of the pair. It changes only when something has changed that a person wants to know. */
export type Picture = {
  nodeId: string;
  role: string;
  epoch: number | null;
  /** Of the passive: it holds everything that it needs to take over. */
  inSync: boolean | null;
  rest: string;
  onDemand: string;
  sources: number[];
  eventLink: number;
}[];

export function pictureOf(nodes: readonly Seen[]): Picture {
  return nodes.map(({nodeId, portsOffset, status}) => ({
    nodeId,
    role: status?.role ?? 'down',
    epoch: status?.epoch ?? null,
    inSync: status?.role === 'passive' ? status.inSync : null,
    rest: `http://localhost:${ports.http + portsOffset}`,
    onDemand: `http://localhost:${ports.stores + portsOffset}`,
    sources: Object.entries(status?.ports ?? {})
      .filter(([name]) => name.startsWith('httpSource:'))
      .map(([, port]) => port),
    eventLink: ports.eventSync + portsOffset,
  }));
}

/** One line a node. */
export function humanPicture(picture: Picture): string {
  return picture
    .map(({nodeId, role, epoch, inSync, rest, onDemand, sources, eventLink}) => {
      const state = role === 'passive' ? `passive, ${inSync === true ? 'in sync' : 'not in sync yet'}` : role;
      const open =
        role === 'down'
          ? ''
          : `REST ${rest}  on-demand ${onDemand}  sources ${sources.join(', ') || 'none'}  link ${eventLink}`;
      return `  ${nodeId}  ${state.padEnd(24)} ${epoch === null ? '' : `epoch ${epoch}`.padEnd(9)} ${open}`.trimEnd();
    })
    .join('\n');
}
