import type {Timings} from '../api.ts';
import type {LeaderReading} from '../ports.ts';
import type {FollowerView} from './promise-rules.ts';

export type Takeover =
  /** The row already says that we are active. */
  | {kind: 'become'; epoch: number; rev: number; keeper: string | null}
  | {kind: 'keeper'; epoch: number; rev: number}
  /** `possibleLoss`: past a keeper that was silent for too long; its memory is given up. */
  | {kind: 'other'; epoch: number; rev: number; possibleLoss: boolean}
  /** Nothing to do before `ms` from now, as far as the row says; Infinity: no way in through the row alone. */
  | {kind: 'wait'; ms: number};

/** The row as it was before what is known of it. */
export function isOlder(row: {epoch: number; rev: number}, known: {epoch: number; rev: number}): boolean {
  return row.epoch < known.epoch || (row.epoch === known.epoch && row.rev < known.rev);
}

/**
 * Rules 9, 10 and 12: what this process may try after reading the row. `queue`
 * is the epoch whose entries its queue holds without gaps, undefined if it
 * ever dropped one: such a queue is no memory that a row could name.
 */
export function chooseTakeover(
  f: FollowerView,
  reading: LeaderReading,
  now: number,
  queue: number | undefined,
  t: Timings,
): Takeover {
  const {row} = reading;
  if (isOlder(row, f)) return {kind: 'wait', ms: t.poll}; // a failover of the database lost rows, or a backup was restored
  if (row.active === f.me && row.epoch > f.led) {
    return {kind: 'become', epoch: row.epoch, rev: row.rev, keeper: row.keeper};
  }
  if (row.active === f.me) return {kind: 'wait', ms: t.poll};
  const promised = f.promiseUntil - now;
  if (promised >= 0) return {kind: 'wait', ms: promised + 1};
  const left = row.leaseUntil - reading.now;
  const at = {epoch: row.epoch, rev: row.rev};
  if (row.keeper === f.me && queue === row.epoch) {
    if (row.released || left < 0) return {kind: 'keeper', ...at};
    return {kind: 'wait', ms: left + 1};
  }
  if (row.keeper === null) {
    if (row.released || left < 0) return {kind: 'other', ...at, possibleLoss: false};
    return {kind: 'wait', ms: left + 1};
  }
  const leftOfIsolation = left + t.isolation;
  if (leftOfIsolation < 0) return {kind: 'other', ...at, possibleLoss: true};
  return {kind: 'wait', ms: leftOfIsolation + 1};
}
