import type {NodeStatus} from '@tandem/cluster';
import type {SavedSnapshot} from './snapshot-meter.ts';

/** What a node measures about itself, as of now. Totals count from the start of the process. */
export type Measures = {
  status: NodeStatus;
  /** Events of committed inputs; those that were sent again under a known key do not count. */
  eventsIn: number;
  sinks: {
    /** Outputs handed to sinks, and those of them that a receiver refused for good. */
    published: number;
    refused: number;
    /** Events in outputs that a sink has delivered. */
    eventsOut: number;
    waiting: Record<string, number>;
  };
  /** Given to the event link since the process started, before encryption. */
  linkSentBytes: number;
  snapshots: {saved: number; last: SavedSnapshot | undefined};
  /** Since the newest snapshot was durable, or since this node is active if that is later, ms; undefined on a node that is not. */
  snapshotAgeMs: number | undefined;
};

/** Outputs that wait for any sink. */
export function waitingOutputs({sinks}: Measures): number {
  return Object.values(sinks.waiting).reduce((a, b) => a + b, 0);
}
