import type {Link, NodeOptions} from '@tandem/cluster';
import {type Settings, timingsOf} from '../config/index.ts';
import {monotonicClock} from './clock.ts';

/** What the settings and the platform say of a node of the cluster. */
export function clusterOptions(
  s: Settings,
): Pick<
  NodeOptions,
  | 'nodeId'
  | 'timings'
  | 'durability'
  | 'standby'
  | 'snapshotEvery'
  | 'revisionsToKeep'
  | 'limits'
  | 'clock'
  | 'soon'
  | 'busy'
  | 'wall'
> {
  return {
    nodeId: s.nodeId,
    timings: timingsOf(s),
    durability: s.durability,
    standby: s.standby,
    snapshotEvery: s.persistenceEnabled ? s.snapshotIntervalMin * 60_000 : 0,
    revisionsToKeep: s.revisionsToKeep,
    limits: {queueBytes: s.queueBytes, batchBytes: 1_048_576, batchEntries: 2000, heldOutputs: s.heldOutputs},
    clock: monotonicClock,
    soon: setImmediate,
    busy: () => performance.eventLoopUtilization().active,
    wall: Date.now,
  };
}

/** In a group of one: there is nobody to link to. */
export const noLink: Link = {
  up: false,
  queuedBytes: 0,
  send: () => undefined,
  receive: () => undefined,
  watch: () => undefined,
  reset: () => undefined,
};
