import type {Launch} from '../lab/launch.ts';
import type {FaultKind} from './fault.ts';
import {stopped} from './node-faults.ts';
import type {Episode} from './plan.ts';

export type Versions = {former: Launch; present: Launch};
type Step = {of: 'active' | 'passive'; signal: 'SIGTERM' | 'SIGKILL'; as?: keyof Versions};

/**
 * From a pair of the former version to one of the present and back, one node at
 * a time; then the same with nodes that die, and each version taking over from the other.
 */
const round: readonly Step[] = [
  {of: 'passive', signal: 'SIGTERM', as: 'present'},
  {of: 'active', signal: 'SIGTERM', as: 'present'},
  {of: 'passive', signal: 'SIGTERM', as: 'former'},
  {of: 'active', signal: 'SIGTERM', as: 'former'},
  {of: 'passive', signal: 'SIGKILL', as: 'present'},
  {of: 'active', signal: 'SIGKILL'},
  {of: 'active', signal: 'SIGKILL'},
  {of: 'active', signal: 'SIGTERM'},
  {of: 'active', signal: 'SIGTERM'},
  {of: 'active', signal: 'SIGKILL', as: 'present'},
  {of: 'passive', signal: 'SIGKILL', as: 'former'},
  {of: 'active', signal: 'SIGKILL', as: 'former'},
];

/** Round after round, without end. A step without `as` comes back as what it was. */
export function* versionEpisodes(versions: Versions): Generator<Episode, never> {
  for (;;) for (const step of round) yield [{kind: kindOf(step, versions), after: 0}];
}

function kindOf({of, signal, as}: Step, versions: Versions): FaultKind {
  const verb = signal === 'SIGTERM' ? 'stop' : 'kill';
  return {
    name: `${verb}-${of}${as ? `-to-${as}` : ''}`,
    place: 'node',
    ends: true,
    plan: (lab, active) => {
      const node = of === 'active' ? active : lab.pair.other(active);
      return {
        words: `${signal} to ${node.host} (${of}), back as ${as ? `the ${as} version` : 'it was'}`,
        inflict: async () => {
          await (signal === 'SIGTERM' ? stopped(lab, node) : node.end('SIGKILL'));
          node.start(as && versions[as]);
        },
      };
    },
  };
}
