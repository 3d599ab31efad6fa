import type {Fence} from '@tandem/cluster';
import type {Database} from './database.ts';

/** Whether the fence's holder is still the active. Inside a write transaction the answer holds until the commit. */
export const holds = (database: Database, group: string, fence: Fence): boolean =>
  database.get('SELECT 1 FROM leader WHERE group_id = $group AND epoch = $epoch AND active = $active', {
    group,
    epoch: fence.epoch,
    active: fence.active,
  }) !== undefined;
