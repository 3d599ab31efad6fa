import type {Fence} from '@tandem/cluster';
import type {Settings} from './options.ts';
import type {Value} from './pool.ts';

/**
 * Database time, whole ms since 1970, as it was when the statement started,
 * however long it then waited for a lock: a lease counted from the start errs
 * on the safe side (SYSDATE() would be the time of evaluation).
 */
export const now = `(TIMESTAMPDIFF(MICROSECOND, '1970-01-01', UTC_TIMESTAMP(6)) DIV 1000)`;

/** The leader row while the fence's holder is the active; `fenceValues` go with it. */
export const fenced = (s: Settings): string =>
  `SELECT 1 FROM ${s.tables.leader} WHERE group_id = ? AND epoch = ? AND active = ?`;
export const fenceValues = (s: Settings, fence: Fence): Value[] => [s.group, fence.epoch, fence.active];
