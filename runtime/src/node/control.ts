import type {NodeStatus} from '@tandem/cluster';
import type {AppMachine} from '../machine/machine.ts';
import type {Input} from '../machine/input.ts';
import type {Measures} from '../metrics/measures.ts';
import type {Reply} from '../machine/reply.ts';

/** Where the active node answers REST. */
export type ActiveAddress = {nodeId: string; url: string; storesUrl: string};

/** What the ports of a node may ask of it. */
export type Control = {
  readonly nodeId: string;
  readonly machine: AppMachine;
  status(): NodeStatus;
  /** Journals an input; resolves with the machine's reply once it is committed. Throws `SubmitRefused`. */
  submit(input: Input): Promise<Reply>;
  /** ms since 1970, and by how many ms that is ahead of the database; null while that is not known. */
  clock(): {at: number; aheadOfDatabase: number | null};
  snapshotNow(): Promise<number>;
  switchover(): Promise<boolean>;
  /** Of the other node, when it is active. */
  activeAddress(): Promise<ActiveAddress | undefined>;
  /** For metrics. Throws `NodeExit` before the node was started. */
  measures(): Measures;
  /** Ports that are open now, by what they serve. */
  ports(): Record<string, number>;
  readonly startedAt: number;
};
