import type {Value} from '../api.ts';
import type {Entry} from './table.ts';

/** A row of a table in memory. `cut`: the newest cut that knows what it was then. `key`: the primary key, null without one. */
export type Stored = Entry & {cut: number; key: Value};
