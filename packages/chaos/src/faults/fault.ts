import type {Random} from '@tandem/base';
import type {Database} from '../lab/database.ts';
import type {Network} from '../lab/network.ts';
import type {LabNode} from '../lab/node.ts';
import type {PacketDelay} from '../lab/packet-delay.ts';
import type {LabPair} from '../lab/pair.ts';
import type {LoadClient} from '../load/load-client.ts';

export type Lab = {
  network: Network;
  database: Database;
  pair: LabPair;
  load: LoadClient;
  /** Where packets can be delayed. */
  delay: PacketDelay | undefined;
  say: (line: string) => void;
  /** A promise that was not kept. */
  wrong: (what: string) => void;
};

/** What one fault does, with its choices made. `inflict` begins it, lets it last, and resolves when it has ended. */
export type Fault = {words: string; inflict: () => Promise<void>};

export type FaultKind = {
  name: string;
  /** What it is done to. Faults of the network may overlap with one another, others only with those of other places. */
  place: 'node' | 'network' | 'database' | 'clock';
  /**
   * A process ends, and with it what it held in memory. One such loss at a time
   * is promised to cost nothing: such a fault begins on a whole pair only.
   */
  ends?: true;
  /** What the machine lacks for it. */
  lacks?: (lab: Lab) => string | undefined;
  plan: (lab: Lab, active: LabNode, random: Random) => Fault;
};

/** Ms, more often short than long. */
export function lasting(random: Random, least: number, most: number): number {
  return Math.round(least * (most / least) ** random.next());
}

export function oneOf<T>(random: Random, from: readonly [T, ...T[]]): T {
  return from[random.below(from.length)] ?? from[0];
}

export const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;

/** Either node: the active more often. */
export function target(lab: Lab, active: LabNode, random: Random): {node: LabNode; who: string} {
  return random.below(3) < 2
    ? {node: active, who: `${active.host} (active)`}
    : {node: lab.pair.other(active), who: `${lab.pair.other(active).host} (passive)`};
}
