/**
 * What the cluster logic needs of the world. Everything here can fail, be late
 * or be repeated; the logic never touches a clock, socket or database itself.
 *
 * A store's promise that rejects means "outcome unknown": the statement may
 * still be applied later. A promise that resolves to `false` means that the
 * row's condition did not hold when the database looked, so nothing changed.
 */

/** One per group: who is active, and whose memory is needed (see failover-protocol, section 4). */
export type LeaderRow = {
  /** Grows by one whenever an incarnation becomes active. 0: nobody ever was. */
  epoch: number;
  /** Raised by every statement but a plain renewal; starts at 0 in each epoch. */
  rev: number;
  /** The incarnation that is active; '' in epoch 0. */
  active: string;
  /** The incarnation whose memory is needed; null when the database alone is enough. */
  keeper: string | null;
  /** Database time, ms. */
  leaseUntil: number;
  released: boolean;
};
/** `now`: database time in ms, of the same statement. */
export type LeaderReading = {row: LeaderRow; now: number};

export type Member = {
  nodeId: string;
  incarnation: string;
  /** host, port, advertisedHost, advertisedPort of the event link, version … */
  properties: Record<string, string>;
  /** Database time since its last heartbeat, ms. */
  ageMs: number;
};

/** Rows on who leads and who is there. One instance serves one group. */
export interface ClusterStore {
  /** Creates or migrates the tables and the group's leader row (epoch 0, released). Safe from both nodes at once. */
  prepare(): Promise<void>;
  readLeader(): Promise<LeaderReading>;
  /** Rule 2. */
  renew(s: {epoch: number; active: string; leaseMs: number}): Promise<boolean>;
  /** Rule 5. */
  register(s: {epoch: number; rev: number; active: string; keeper: string}): Promise<boolean>;
  /** Rule 6. */
  solo(s: {epoch: number; rev: number; active: string; leaseMs: number}): Promise<boolean>;
  /** Rule 8. */
  proxy(s: {epoch: number; active: string; keeper: string; leaseMs: number}): Promise<boolean>;
  /** Rule 9. */
  acquireAsKeeper(s: {epoch: number; rev: number; me: string; leaseMs: number}): Promise<boolean>;
  /** Rule 10. */
  acquireAsOther(s: {epoch: number; rev: number; me: string; leaseMs: number; isolationMs: number}): Promise<boolean>;
  /** Rule 13. */
  switchover(s: {epoch: number; rev: number; active: string; to: string; leaseMs: number}): Promise<boolean>;
  release(s: {epoch: number; rev: number; active: string}): Promise<boolean>;

  /** Inserts or updates the node's row: incarnation, properties, heartbeat = database time. */
  heartbeat(s: {nodeId: string; incarnation: string; properties: Record<string, string>}): Promise<void>;
  members(): Promise<Member[]>;
  /** Removes the row, if it is still this incarnation's. */
  leave(s: {nodeId: string; incarnation: string}): Promise<void>;
}

/** Every write of a leader carries it in its WHERE: applied only while the leader row still says so. */
export type Fence = {epoch: number; active: string};

/**
 * One input. `sequence` counts from 1 without gaps; `timestamp` is ms since
 * 1970 and never falls; `epoch` is that of the active that made it. An empty
 * payload is a tick: nothing but time.
 */
export type Entry = {sequence: number; timestamp: number; epoch: number; payload: Uint8Array};

export interface Journal {
  /** All or none. `false`: fenced. Writing an entry again (same sequence, same epoch) changes nothing. */
  append(fence: Fence, entries: readonly Entry[]): Promise<boolean>;
  /** Entries with a larger sequence, ascending, at most `limit`. */
  read(after: number, limit: number): Promise<Entry[]>;
  /** Deletes what a durable snapshot holds: sequences up to and including `upTo`. */
  trim(fence: Fence, upTo: number): Promise<boolean>;
}

/** The state of one app (or of the machine itself, app '') at a cut. */
export type SnapshotPart = {app: string; bytes: Uint8Array};
/** The state of everything after the entry `sequence`. */
export type Cut = {sequence: number; timestamp: number; epoch: number; parts: SnapshotPart[]};

export interface SnapshotStore {
  /** Durable as a whole or not at all; parts carry checksums. `false`: fenced. Either node may ask, with the active's fence. */
  save(fence: Fence, cut: Cut): Promise<boolean>;
  /** The newest cut whose checksums hold; a broken one is reported through `onCorrupt` and passed over. */
  newest(onCorrupt?: (sequence: number, reason: string) => void): Promise<Cut | undefined>;
  /** Sequence and epoch of the newest cut, without its bytes. */
  newestSequence(): Promise<{sequence: number; epoch: number} | undefined>;
  /** Keeps the newest `keep` cuts. */
  prune(fence: Fence, keep: number): Promise<void>;
}

/**
 * The connection to the peer, in either direction; there is at most one at a
 * time. Messages arrive in order while it lives and may be lost when it ends.
 */
export interface Link {
  readonly up: boolean;
  /** Bytes handed over and not yet taken by the network: what back-pressure looks at. */
  readonly queuedBytes: number;
  send(message: Uint8Array): void;
  /** One receiver; called in order, one at a time. */
  receive(handler: (message: Uint8Array) => void): void;
  /** Called with each change of `up`. */
  watch(handler: (up: boolean) => void): void;
  /** Drops the connection at once, buffered bytes included: loss of permission, protocol error. */
  reset(): void;
}

/** What `apply` answers: outputs in order, and a reply for whoever submitted the entry. */
export type Applied = {outputs: readonly Output[]; reply?: unknown};
/** `id` follows from the entry: `<app>/<sink>/<sequence>.<ordinal>`; `sink` is the key of the publish watermark. */
export type Output = {id: string; sink: string; body: unknown};

/** A piece of the machine's state that can be compared by itself; `app` '' is the machine's own. */
export type StatePart = {app: string; operator: string};
/** `sum`: checksum of its state, a whole number below 2^53. */
export type StateCheck = StatePart & {sum: number};

/** The deterministic state machine that the journal feeds. Synchronous: no await inside a turn. */
export interface Machine {
  /** Fires timers due at or before the entry's timestamp, in order, then applies its payload. Never throws for bad input. */
  apply(entry: Entry): Applied;
  /** Due time of the next timer, ms since 1970. */
  nextDue(): number | undefined;
  /**
   * The state as it is now, for whoever writes it while entries go on. A cut before it is of no use any more.
   * `only`: nothing but the checksums of these parts will be asked for.
   */
  cut(only?: readonly StatePart[]): StateCut;
  /** Replaces all state; no parts: the empty machine. */
  restore(parts: readonly SnapshotPart[]): void;
  /** As `restore`, in steps; until the last one the machine is in no state to be asked anything. */
  restoreSteps(parts: readonly SnapshotPart[]): Generator<void, void>;
  /** Everything with state, in an order that equal histories give equally. */
  parts(): readonly StatePart[];
}

/** The state of the machine at one moment, whatever comes afterwards. Steps take some ten microseconds. */
export interface StateCut {
  /** All of it, as `restore` takes it back. Equal histories give equal bytes. */
  parts(): Generator<void, SnapshotPart[]>;
  /** `bytes`: how large that part is. Undefined when there is no such part here. */
  checksum(part: StatePart): Generator<void, {sum: number; bytes: number} | undefined>;
  /** While it is open, what changes is put aside. */
  close(): void;
}

/** Takes committed outputs to their sinks. */
export interface Publisher {
  /** In the order of entries, once each per epoch. Must not throw; buffers within its own limits. */
  publish(sequence: number, outputs: readonly Output[]): void;
  /** True while its buffers are over their limit: the node takes no new input until it is false. */
  readonly full: boolean;
  /** Per sink the largest sequence whose outputs have all been delivered. */
  watermarks(): Record<string, number>;
  /** From here nothing more sets out, until `release`; what is on its way goes on. */
  hold(): void;
  release(): void;
  /** An output is on its way, or others of the same entry have still to follow it. */
  readonly delivering: boolean;
}

/** Monotonic ms for leases and promises; timers. */
export type {Clock} from '@tandem/base';
/** Milliseconds since 1970, for entry timestamps. May step; the node never lets it fall. */
export type WallClock = () => number;

export interface Log {
  debug(message: string, fields?: Record<string, unknown>): void;
  info(message: string, fields?: Record<string, unknown>): void;
  warn(message: string, fields?: Record<string, unknown>): void;
  error(message: string, fields?: Record<string, unknown>): void;
}
