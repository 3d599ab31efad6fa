import type {Timings} from '../api.ts';
import type {LeaderRow} from '../ports.ts';
import {leaseGranted, type LeaderView} from './views.ts';

/** A statement of the active that changes more of the row than its lease. */
export type Change =
  | {kind: 'register'; keeper: string}
  | {kind: 'solo'}
  | {kind: 'switchover'; to: string}
  | {kind: 'release'};

/** What the peer is known to hold: its queue is without gaps over (base, received]. */
export type PeerHolds = {base: number; received: number};
/** `committed`: answered or about to be; `durable`: in a snapshot or in the journal table, without gaps. */
export type Held = {committed: number; durable: number};

/** Before sending: from here no promise counts until a later change was seen to succeed (rules 5, 6, 13). */
export function changeSent(v: LeaderView, change: Change): LeaderView {
  const stops = change.kind === 'switchover' || change.kind === 'release';
  return {...v, unsure: true, promiseView: Number.NEGATIVE_INFINITY, stopped: v.stopped || stops};
}

/** The change was seen to succeed. A switchover or release ends the epoch, so the caller steps down instead. */
export function changeDone(v: LeaderView, change: Change, sent: number, t: Timings): LeaderView {
  const sure = {...v, rev: v.rev + 1, unsure: false, promiseView: Number.NEGATIVE_INFINITY};
  switch (change.kind) {
    case 'register':
      return {...sure, keeper: change.keeper};
    case 'solo':
      return leaseGranted({...sure, keeper: null, stopped: false}, sent, t);
    case 'switchover':
    case 'release':
      return v;
  }
}

/** Rule 5. The peer must hold every answered entry that the database does not. */
export function mayRegister(v: LeaderView, now: number, peer: PeerHolds, held: Held): boolean {
  return (
    !v.stopped &&
    (v.keeper === null || v.keeper === v.me || v.promiseView <= now) &&
    peer.base <= held.durable &&
    Math.max(peer.received, held.durable) >= held.committed
  );
}

/**
 * Rule 6: what was ever answered is in the database. Entries that are newer
 * are not answered by anything but the database once the statement is sent.
 */
export function maySolo(v: LeaderView, now: number, held: Held): boolean {
  return v.promiseView <= now && held.durable >= held.committed;
}

/** Rule 7: what the row says about a change whose outcome is unknown. */
export type Resolution = {kind: 'deposed'} | {kind: 'released'} | {kind: 'moved'; view: LeaderView} | {kind: 'repeat'};

export function resolveDoubt(v: LeaderView, row: LeaderRow): Resolution {
  // A row older than what was seen can only come from a failover of the database that lost it: wait for a better one.
  if (row.epoch < v.epoch) return {kind: 'repeat'};
  if (row.epoch > v.epoch || row.active !== v.me) return {kind: 'deposed'};
  if (row.released) return {kind: 'released'};
  if (row.rev <= v.rev) return {kind: 'repeat'};
  return {
    kind: 'moved',
    view: {...v, rev: row.rev, keeper: row.keeper, unsure: false, promiseView: Number.NEGATIVE_INFINITY},
  };
}

/** What makes an entry committed (rule 14), beside permission. */
export type Evidence = {
  appended: number;
  /** In the journal table, seen to succeed. */
  journalled: number;
  /** Acknowledged in this epoch by the incarnation `peer`. */
  received: number;
  peer: string | null;
};

/** The largest sequence that is committed. The caller checks permission at the time of use. */
export function committedUpTo(v: LeaderView, durability: 'replica' | 'database' | 'none', e: Evidence): number {
  if (durability === 'none') return e.appended;
  if (durability === 'database') return e.journalled;
  const keeperSure = v.keeper !== null && v.keeper !== v.me && !v.unsure && v.keeper === e.peer;
  return keeperSure ? Math.max(e.journalled, e.received) : e.journalled;
}

/** Up to where the passive and the journal table may forget: only what a snapshot that was seen durable holds. */
export function markOf(durableSnapshot: number, _cutTaken: number): number {
  return durableSnapshot;
}
