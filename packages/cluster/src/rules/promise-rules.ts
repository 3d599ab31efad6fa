import type {Timings} from '../api.ts';

/** What a process that is not active owes to others and knows of the row. Times are of its own monotonic clock, ms. */
export type FollowerView = {
  readonly me: string;
  /** The largest (epoch, rev) seen in the row or on the link. */
  readonly epoch: number;
  readonly rev: number;
  /** The largest epoch that this process led. */
  readonly led: number;
  readonly promiseUntil: number;
  /** An acquire that may still be applied; `lost`: a reply was lost, so a refusal proves nothing about an earlier one. */
  readonly attempt: {readonly epoch: number; readonly rev: number; readonly lost: boolean} | null;
};

export function newFollower(me: string, epoch = 0, rev = 0): FollowerView {
  return {me, epoch, rev, led: 0, promiseUntil: Number.NEGATIVE_INFINITY, attempt: null};
}

/** A row or a heartbeat with this (epoch, rev) was seen: ends an attempt that is older (rule 11). */
export function observe(f: FollowerView, epoch: number, rev: number): FollowerView {
  const larger = epoch > f.epoch || (epoch === f.epoch && rev > f.rev);
  const a = f.attempt;
  const over = a !== null && (epoch > a.epoch || (epoch === a.epoch && rev > a.rev));
  if (!larger && !over) return f;
  return {...f, ...(larger ? {epoch, rev} : {}), attempt: over ? null : a};
}

/** Rules 3 and 4. `heard: false`: from an epoch that is over; no acknowledgement. */
export function hear(
  f: FollowerView,
  heartbeat: {epoch: number; rev: number; asks: boolean},
  now: number,
  t: Timings,
): {view: FollowerView; heard: boolean; promised: boolean} {
  if (heartbeat.epoch < f.epoch || heartbeat.epoch < f.led) return {view: f, heard: false, promised: false};
  const seen = observe(f, heartbeat.epoch, heartbeat.rev);
  if (!heartbeat.asks || seen.attempt !== null) return {view: seen, heard: true, promised: false};
  return {view: {...seen, promiseUntil: Math.max(seen.promiseUntil, now + t.promise)}, heard: true, promised: true};
}

/** Rules 9 and 10: before the statement is sent, so that no heartbeat is promised anything from here on. */
export function attemptSent(f: FollowerView, epoch: number, rev: number): FollowerView {
  const again = f.attempt !== null && f.attempt.epoch === epoch && f.attempt.rev === rev;
  return {...f, attempt: {epoch, rev, lost: again && f.attempt.lost}};
}

/** The reply of an acquire at (epoch, rev) was lost. */
export function attemptLost(f: FollowerView, epoch: number, rev: number): FollowerView {
  if (f.attempt === null || f.attempt.epoch !== epoch || f.attempt.rev !== rev) return f;
  return {...f, attempt: {...f.attempt, lost: true}};
}

/** It was refused: ends the attempt only if no reply was ever lost for this (epoch, rev) (rule 11). */
export function attemptRefused(f: FollowerView, epoch: number, rev: number): FollowerView {
  if (f.attempt === null || f.attempt.epoch !== epoch || f.attempt.rev !== rev) return f;
  return f.attempt.lost ? f : {...f, attempt: null};
}

/** Rule 8: only as keeper, and only while the promise holds. */
export function mayProxy(
  f: FollowerView,
  heartbeat: {epoch: number; keeperIsYou: boolean; databaseLost: boolean},
  now: number,
): boolean {
  return (
    heartbeat.databaseLost &&
    heartbeat.keeperIsYou &&
    heartbeat.epoch === f.epoch &&
    f.attempt === null &&
    f.promiseUntil > now
  );
}
