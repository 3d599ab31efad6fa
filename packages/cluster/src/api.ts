import type {Clock} from '@tandem/base';
import type {ClusterStore, Journal, Link, Log, Machine, Publisher, SnapshotStore, WallClock} from './ports.ts';

/** Milliseconds unless said otherwise. `checkTimings` refuses values that break an inequality of the protocol. */
export type Timings = {
  heartbeat: number;
  promise: number;
  lease: number;
  renewEvery: number;
  /** Of one database statement; availability only. */
  statementTimeout: number;
  margin: number;
  isolation: number;
  /** How often a follower looks at the leader row, and how often each node writes its membership heartbeat. */
  poll: number;
};

/** When an entry counts as committed (design, section 5). */
export type Durability = 'replica' | 'database' | 'none';

/**
 * What a passive does with its entries: `hot` applies them as they arrive and
 * holds the outputs back, so that a takeover is opening the ports; `warm`
 * keeps them, and applies them at takeover.
 */
export type StandbyMode = 'hot' | 'warm';

export type NodeOptions = {
  nodeId: string;
  /** Random, never repeated: two processes with one node id are still two. */
  incarnation: string;
  /** Written to the membership row: host and port of the event link, version. */
  properties: Record<string, string>;
  timings: Timings;
  durability: Durability;
  standby: StandbyMode;
  /** Time between snapshots, ms; 0 = only when a passive joins and at a planned stop. */
  snapshotEvery: number;
  revisionsToKeep: number;
  limits: {
    /** Bytes of entries not yet committed or, on the passive, not yet trimmed. */
    queueBytes: number;
    /** Bytes and entries of one replication batch. */
    batchBytes: number;
    batchEntries: number;
    /**
     * Outputs that a hot passive holds back until it hears that they are
     * delivered. Beyond it the oldest are dropped, and a takeover that needs
     * one of them starts from the snapshot, as a warm one does.
     */
    heldOutputs: number;
  };
  clock: Clock;
  wall: WallClock;
  store: ClusterStore;
  journal: Journal;
  snapshots: SnapshotStore;
  link: Link;
  machine: Machine;
  publisher: Publisher;
  log: Log;
  /**
   * Runs `run` when what has arrived together is taken, so that inputs leave as one batch and a standby's messages get their turn.
   * @default a microtask for inputs, a timer for the standby
   */
  soon?: (run: () => void) => void;
  /**
   * ms for which the thread that all this runs on has been busy, since any moment: snapshots are written when it is not.
   * @default it always is
   */
  busy?: () => number;
  /** Each change of role, after the machine is ready for it. `active` means: open the ports now. */
  onRole?: (role: Role) => void;
};

/**
 * starting: looking for the leader row and the peer;
 * passive: standing by;
 * takingOver: has the row, loads snapshot, journal and queue;
 * active: processes and publishes;
 * stopping: hands over; stopped: for good (a new start is a new incarnation).
 */
export type Role = 'starting' | 'passive' | 'takingOver' | 'active' | 'stopping' | 'stopped';

/** Why an input was not taken. The caller answers 503 with Retry-After, or 429 for `busy`. */
export type SubmitRefusal = 'notActive' | 'busy' | 'lost';
export class SubmitRefused extends Error {
  override readonly name = 'SubmitRefused';
  /** `lost`: the node lost its permission while the entry was on its way; whether it counts is unknown. */
  readonly reason: SubmitRefusal;
  constructor(reason: SubmitRefusal, message: string) {
    super(message);
    this.reason = reason;
  }
}

export type Submitted = {sequence: number; timestamp: number; reply: unknown};

/** Of the passive: its own on the passive, as it says itself on the active. */
export type StandbyStatus = {
  mode: StandbyMode;
  /** Its machine has every entry up to `applied`, and goes on with each that arrives. */
  following: boolean;
  applied: number;
  /** On the passive. */
  heldOutputs: number;
  /** How often the states of the two nodes were found to differ since this process started. */
  divergences: number;
};

export type NodeStatus = {
  nodeId: string;
  incarnation: string;
  role: Role;
  epoch: number;
  rev: number;
  /** Seen in the leader row or on the link; '' when unknown. */
  active: string;
  keeper: string | null;
  peer: {nodeId: string; incarnation: string; linkUp: boolean} | null;
  /** On the active: the keeper holds every entry after the newest durable snapshot. On the passive: so it believes. */
  inSync: boolean;
  sequences: {
    appended: number;
    committed: number;
    applied: number;
    replicated: number;
    journalled: number;
    snapshot: number;
  };
  /** Entries appended and not yet acknowledged by the keeper. */
  lag: number;
  queueBytes: number;
  queueEntries: number;
  lastSnapshotAt: number | null;
  standby: StandbyStatus;
  /** Times that this process became active in place of one that did not give that away. */
  takeovers: number;
  /** Times that this process became active because it was handed over. */
  switchovers: number;
  /** The incarnation that this process deposed, when a takeover made it active the last time. */
  predecessor: string | null;
  /** Ms from losing the old active (last heard of) to being active; of the last takeover or switchover to this process. */
  lastTakeoverMs: number | null;
  /** Database, link and lease trouble in words, newest first, at most 10. */
  troubles: string[];
};

export interface ClusterNode {
  start(): void;
  /**
   * Journals one input, applies it, and resolves once it is committed and its outputs have been handed to the publisher.
   * `urgent`: taken even while too much waits, for inputs without which what waits could not go on; whoever submits them bounds them.
   */
  submit(payload: Uint8Array, urgent?: boolean): Promise<Submitted>;
  /** Permission to process and publish, at this very moment: sinks look right before each write. */
  mayAct(): boolean;
  /** Takes a snapshot of all apps now; resolves with its sequence once it is durable. */
  snapshotNow(): Promise<number>;
  /** Planned hand-over: the passive becomes active in the next epoch, this node becomes passive as a new incarnation. Resolves false when no passive is in sync. */
  switchover(): Promise<boolean>;
  /** Planned stop: switchover if a passive is in sync, else snapshot and release; then leaves. Never rejects. */
  stop(): Promise<void>;
  status(): NodeStatus;
}
