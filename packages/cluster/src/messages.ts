import type {StateCheck} from './ports.ts';

/**
 * What the two nodes say to each other. Each carries the epoch it speaks of;
 * a smaller one than known is ignored. History of the protocol version:
 *   1  hello, heartbeat, ack, join, entries, received, queueRequest, queueStart, queuePiece
 *   2  hello says `newest`; standing, cut, save, saved
 *   3  the checks of a cut come with save, when they have been computed, instead of with cut
 * A node speaks its own version and those before, so that a pair is upgraded
 * one node at a time; what came with a version is sent only to a peer that has it.
 */
export const protocolVersion = 3;
export const oldestVersion = 1;

/**
 * First message of each side on each connection. `epoch`: the largest that the sender has seen.
 * `version`: the oldest that the sender speaks, `newest`: the newest.
 */
export type Hello = {
  kind: 'hello';
  version: number;
  nodeId: string;
  incarnation: string;
  role: string;
  epoch: number;
  newest: number;
};

/** Active to peer, every heartbeat interval and whenever `mark` moved (rule 3). */
export type Heartbeat = {
  kind: 'heartbeat';
  epoch: number;
  rev: number;
  number: number;
  /** The active counts a promise of this peer. */
  asks: boolean;
  keeperIsYou: boolean;
  /** Its own path to the database fails: please touch the row (rule 8). */
  databaseLost: boolean;
  appended: number;
  committed: number;
  /** A snapshot at this sequence is durable: the peer trims up to it. */
  mark: number;
  /** Per sink the largest sequence whose outputs are delivered; undefined when unchanged on this connection. */
  watermarks: Readonly<Record<string, number>> | undefined;
};

/** Answer to a heartbeat (rule 4). */
export type Ack = {
  kind: 'ack';
  epoch: number;
  number: number;
  promised: boolean;
  /** An acquire of the sender may still be applied: only a larger rev ends that (rule 11). */
  inDoubt: boolean;
  /** The sender is about to stop: find another keeper. */
  leaving: boolean;
  /** Its queue holds (base, received] of this epoch; 0: of none. */
  queueEpoch: number;
  base: number;
  received: number;
  /** The newest heartbeat it had processed before it touched the row for the active; 0: it did not. */
  proxied: number;
};

/** Everything up to `base` is durable: the queue starts after it, unless it already holds more. */
export type Join = {kind: 'join'; epoch: number; base: number};
/** `frame`: encoded entries first..last. */
export type Entries = {kind: 'entries'; epoch: number; first: number; last: number; frame: Uint8Array};
export type Received = {kind: 'received'; epoch: number; received: number};

/** From a process about to take over past the keeper's silence: the queue, please. */
export type QueueRequest = {kind: 'queueRequest'};
/** The answer: entries (base, last] of `epoch` follow. */
export type QueueStart = {kind: 'queueStart'; epoch: number; base: number; last: number};
export type QueuePiece = {kind: 'queuePiece'; epoch: number; first: number; last: number; frame: Uint8Array};

/**
 * From a hot passive, with each acknowledgement: its machine is at `applied`
 * and follows, or (`trouble`, in words) it cannot.
 */
export type Standing = {kind: 'standing'; epoch: number; applied: number; following: boolean; trouble: string};
/** From the active, in the turn in which it is at `sequence` itself: keep a copy of your state there. `checks`: version 2 only. */
export type CutOrder = {kind: 'cut'; epoch: number; sequence: number; checks: readonly StateCheck[]};
/**
 * Everything up to the cut is committed and its outputs are delivered: compare the copy with `checks`, and save it.
 * To a peer of version 2 without checks.
 */
export type SaveOrder = {kind: 'save'; epoch: number; sequence: number; checks: readonly StateCheck[]};
/** What became of a cut. `diverged`: the states differ, `detail` says where; nothing was saved. */
export type Saved = {
  kind: 'saved';
  epoch: number;
  sequence: number;
  outcome: 'saved' | 'failed' | 'diverged';
  detail: string;
};

export type Message =
  | Hello
  | Heartbeat
  | Ack
  | Join
  | Entries
  | Received
  | QueueRequest
  | QueueStart
  | QueuePiece
  | Standing
  | CutOrder
  | SaveOrder
  | Saved;
