import type {LeaderRow} from '../ports.ts';

/** A statement on the leader row, as the stores send it. Durations in ms. */
export type RowStatement =
  | {kind: 'renew'; epoch: number; active: string; leaseMs: number}
  | {kind: 'register'; epoch: number; rev: number; active: string; keeper: string}
  | {kind: 'solo'; epoch: number; rev: number; active: string; leaseMs: number}
  | {kind: 'proxy'; epoch: number; active: string; keeper: string; leaseMs: number}
  | {kind: 'acquireAsKeeper'; epoch: number; rev: number; me: string; leaseMs: number}
  | {kind: 'acquireAsOther'; epoch: number; rev: number; me: string; leaseMs: number; isolationMs: number}
  | {kind: 'switchover'; epoch: number; rev: number; active: string; to: string; leaseMs: number}
  | {kind: 'release'; epoch: number; rev: number; active: string};

/** Conditions that can be left out, to show that simulator and model notice. */
export type RowFlaws = {
  noRev?: boolean;
  noKeeperBound?: boolean;
  /** Whoever takes over names nobody as keeper. */
  noKeeper?: boolean;
};

/**
 * What a statement makes of the row at database time `now`; undefined: its
 * condition does not hold. The stores say the same in SQL, which the store
 * contract checks; simulator and model use this.
 */
export function applyToRow(row: LeaderRow, s: RowStatement, now: number, flaws: RowFlaws = {}): LeaderRow | undefined {
  if (row.epoch !== s.epoch) return undefined;
  if ('rev' in s && row.rev !== s.rev && !flaws.noRev) return undefined;
  if ('active' in s && row.active !== s.active) return undefined;
  const changed = {...row, rev: row.rev + 1};
  const over = row.leaseUntil < now;
  switch (s.kind) {
    case 'renew':
      return {...row, leaseUntil: Math.max(row.leaseUntil, now + s.leaseMs)};
    case 'proxy':
      if (row.keeper !== s.keeper && !flaws.noKeeperBound) return undefined;
      return {...row, leaseUntil: Math.max(row.leaseUntil, now + s.leaseMs)};
    case 'register':
      return row.released ? undefined : {...changed, keeper: s.keeper};
    case 'solo':
      return row.released ? undefined : {...changed, keeper: null, leaseUntil: now + s.leaseMs};
    case 'release':
      return {...changed, released: true};
    case 'switchover':
      return taken(row, s.to, s.to, now + s.leaseMs, flaws);
    case 'acquireAsKeeper':
      if (row.keeper !== s.me || row.active === s.me || !(over || row.released)) return undefined;
      return taken(row, s.me, s.me, now + s.leaseMs, flaws);
    case 'acquireAsOther':
      if (!freeForOthers(row, now, flaws) && row.leaseUntil >= now - s.isolationMs) return undefined;
      return taken(row, s.me, null, now + s.leaseMs, flaws);
    default:
      return s satisfies never;
  }
}

/** The row names no memory that is needed, and nobody's lease holds. Without this, only a silence of `isolation` lets another in. */
export function freeForOthers(row: LeaderRow, now: number, flaws: RowFlaws = {}): boolean {
  return (row.keeper === null || flaws.noKeeperBound === true) && (row.released || row.leaseUntil < now);
}

function taken(row: LeaderRow, active: string, keeper: string | null, leaseUntil: number, flaws: RowFlaws): LeaderRow {
  return {epoch: row.epoch + 1, rev: 0, active, keeper: flaws.noKeeper ? null : keeper, leaseUntil, released: false};
}
