import type {Row} from '../api.ts';
import type {Stage} from '../core/stage.ts';
import type {Stateful} from '../core/state.ts';
import type {Attributes} from '../expression/scope.ts';

/** `define window`: one window that queries insert into, read, join and search. */
export interface NamedWindow extends Stateful {
  readonly id: string;
  readonly attributes: Attributes;
  /** Takes inserted events; every kind counts as an arrival. */
  readonly input: Stage;
  /** Adds a reader: gets chunks with kinds kept, resets removed, filtered by `output … events`; in order of subscription. */
  subscribe(reader: Stage): void;
  each(visit: (ts: number, row: Row) => void): void;
}
