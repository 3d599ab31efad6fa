import type {LeaderRow} from '../ports.ts';
import type {FollowerView} from '../rules/promise-rules.ts';
import type {RowStatement} from '../rules/row-statements.ts';
import type {LeaderView} from '../rules/views.ts';

/**
 * Times are relative to now, in ticks: a view or a lease of 2 holds for two
 * more ticks, an age of 2 was sent two ticks ago. So equal states are equal
 * whenever they occur, and there are finitely many.
 */
export const never = Number.NEGATIVE_INFINITY;

export type JournalWrite = {kind: 'journal'; epoch: number; active: string};
/** On its way: sent `age` ticks ago; what became of it at the database. */
export type Sent = {
  statement: RowStatement | JournalWrite;
  age: number;
  result: 'none' | 'done' | 'refused';
};

/** What the active knows of the incarnation at the other end of the link. */
export type KnownPeer = {name: string; received: boolean; inDoubt: boolean};

export type Leading = {
  view: LeaderView;
  /** It holds the entry. */
  appended: boolean;
  /** It saw the entry durable. */
  durable: boolean;
  /** Answered, or taken over from an earlier epoch, which may have answered it. */
  committed: boolean;
  peer: KnownPeer | null;
};

export type Following = {
  view: FollowerView;
  queue: {epoch: number; holds: boolean};
  /** Age of the newest heartbeat of `active` that was processed before a touch that worked. */
  proxied: {active: string; age: number} | null;
};

/** One incarnation. Neither following nor leading: over, but for what it still has on its way. */
export type Process = {
  name: string;
  following: Following | null;
  leading: Leading | null;
  /** A change of the row by the active, an acquire by another. */
  change: Sent | null;
  /** A renewal, or a touch for the active; `heartbeat`: the age of the one that it answers. */
  touch: (Sent & {heartbeat: number}) | null;
  write: Sent | null;
};

/** At most a few a leader; each turns into its acknowledgement. */
export type Mail = readonly Message[];
export type Message =
  | {
      kind: 'heartbeat';
      to: string;
      age: number;
      epoch: number;
      rev: number;
      asks: boolean;
      keeperIsYou: boolean;
      holds: boolean;
    }
  | {
      kind: 'ack';
      from: string;
      age: number;
      epoch: number;
      promised: boolean;
      inDoubt: boolean;
      received: boolean;
      proxied: number | null;
    };

/** Given up by their senders, and not yet applied. */
export type Late = readonly (RowStatement | JournalWrite)[];

export type World = {
  /** The entry is in the journal table. */
  journalled: boolean;
  accepted: boolean;
  answered: boolean;
  /** The memory that the row named was given up after a long silence: two faults, so the entry may be gone. */
  waived: boolean;
  /** An answered entry is missing in an active. */
  lost: boolean;
};

/** What a step may read and write. */
export type Part = LeaderRow | Process | Mail | Late | World;

export const nameOf = (index: number): string => `p${index}`;
export const emptyWorld: World = {journalled: false, accepted: false, answered: false, waived: false, lost: false};
