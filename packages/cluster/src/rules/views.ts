import type {Timings} from '../api.ts';

/**
 * What the active knows of its permission. Times are of its own monotonic
 * clock, ms. A view counts from when the message or statement that earned it
 * was *sent*, less the margin, so it always ends before what was granted does.
 */
export type LeaderView = {
  readonly me: string;
  readonly epoch: number;
  readonly rev: number;
  readonly keeper: string | null;
  /** A statement that changes the keeper is on its way or its outcome is unknown. */
  readonly unsure: boolean;
  /** A switchover or release was sent: no acting in this epoch, unless a solo at the same rev is seen to succeed. */
  readonly stopped: boolean;
  readonly leaseView: number;
  readonly promiseView: number;
  readonly contactView: number;
  /** What was sent before this earns nothing: the clock stood still in between. */
  readonly notBefore: number;
};

const never = Number.NEGATIVE_INFINITY;

/** Rule 12. `sent`: when the acquiring statement was sent; undefined when the row was merely read: renew first. */
export function newLeader(
  s: {me: string; epoch: number; rev: number; keeper: string | null; sent: number | undefined},
  t: Timings,
): LeaderView {
  const view: LeaderView = {
    me: s.me,
    epoch: s.epoch,
    rev: s.rev,
    keeper: s.keeper,
    unsure: false,
    stopped: false,
    leaseView: never,
    promiseView: never,
    contactView: never,
    notBefore: never,
  };
  return s.sent === undefined ? view : leaseGranted(view, s.sent, t);
}

/** Rule 1: two voters of three. Read the clock for each use. */
export function mayAct(v: LeaderView, now: number): boolean {
  if (v.stopped || v.contactView <= now) return false;
  return v.leaseView > now || (v.promiseView > now && countsPromises(v));
}

/** Promises of the keeper count only while it is known for certain, and is another process. */
export function countsPromises(v: LeaderView): boolean {
  return v.keeper !== null && v.keeper !== v.me && !v.unsure;
}

/** Rule 3: whether the heartbeat to `peer` asks for a promise. */
export function asksPromiseOf(v: LeaderView, peer: string): boolean {
  return v.keeper === peer && !v.unsure && !v.stopped;
}

/** Rule 2 (and 6): a statement that extended the lease was seen to succeed. */
export function leaseGranted(v: LeaderView, sent: number, t: Timings): LeaderView {
  if (sent < v.notBefore) return v;
  return {
    ...v,
    leaseView: Math.max(v.leaseView, sent + t.lease - t.margin),
    contactView: Math.max(v.contactView, sent + t.isolation - t.margin),
  };
}

/** Rule 4: the sender of this acknowledgement promised on the heartbeat sent at `sent`. */
export function promiseGranted(v: LeaderView, from: string, sent: number, t: Timings): LeaderView {
  if (sent < v.notBefore || v.keeper !== from || !countsPromises(v)) return v;
  return {...v, promiseView: Math.max(v.promiseView, sent + t.promise - t.margin)};
}

/** Rule 8: the keeper touched the row for us after it had processed the heartbeat sent at `sent`. */
export function contactByProxy(v: LeaderView, sent: number, t: Timings): LeaderView {
  if (sent < v.notBefore) return v;
  return {...v, contactView: Math.max(v.contactView, sent + t.isolation - t.margin)};
}

/** The monotonic clock stood still while the world went on: nothing granted so far can be trusted. */
export function allViewsLost(v: LeaderView, now: number): LeaderView {
  return {...v, leaseView: never, promiseView: never, contactView: never, notBefore: now};
}
