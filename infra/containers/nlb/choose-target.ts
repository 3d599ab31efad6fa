import {createHash} from 'node:crypto';
import {type TargetState} from './target-health.ts';

export type Flow = {readonly address: string; readonly port: number; readonly to: number};

/**
 * The target of a new connection: healthy ones by a hash of the flow; if there is none, all that are not draining, since a load
 * balancer that thinks everybody ill rather believes that its checks are.
 */
export function chooseTarget<T extends {readonly state: TargetState}>(
  targets: readonly T[],
  flow: Flow,
): T | undefined {
  const healthy = targets.filter(({state}) => state === 'healthy');
  const eligible = healthy.length > 0 ? healthy : targets.filter(({state}) => state !== 'draining');
  const hash = createHash('sha256').update(`${flow.address} ${flow.port} ${flow.to}`).digest().readUInt32BE(0);
  return eligible[hash % eligible.length];
}
