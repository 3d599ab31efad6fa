import type {ClusterStore, Log, NodeStatus} from '@tandem/cluster';
import {Fencing} from '../aws/fencing.ts';
import type {Settings} from '../config/index.ts';
import {named} from '../log/logger.ts';
import {monotonicClock} from './clock.ts';
import type {Place} from './own-address.ts';

/**
 * Undefined where no task is to be fenced. Whoever ran under this node's name
 * is looked at first: to be called before the node's own row takes its place.
 */
export async function openFencing(
  {fencing, nodeId}: Settings,
  {task}: Place,
  store: Pick<ClusterStore, 'members'>,
  status: () => NodeStatus,
  log: Log,
): Promise<Fencing | undefined> {
  if (fencing === 'off') return undefined;
  const own = named(log, 'Fencing');
  if (!task) {
    own.warn('cluster.config.fencing is "ecs", but this is no ECS task: it is off');
    return undefined;
  }
  const fence = new Fencing({nodeId, task, store, status, clock: monotonicClock, log: own});
  await fence.starting();
  return fence;
}
