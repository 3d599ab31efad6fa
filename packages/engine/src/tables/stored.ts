import type {Value} from '../api.ts';
import type {Entry} from './table.ts';

/**
 * A row of a table in memory. `cut`: the newest cut that knows what it was then. `key`: the primary key, null without one. `at`:
 * its place among the rows; `place`: that in its bucket of the first index, `places`: in those of further ones.
 */
export type Stored = Entry & {cut: number; key: Value; at: number; place: number; readonly places: number[]};
