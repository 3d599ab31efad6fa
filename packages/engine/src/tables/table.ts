import type {Row} from '../api.ts';
import type {Stateful} from '../core/state.ts';
import type {Attributes} from '../expression/scope.ts';

/** An in-memory table. Row order: insertion order. */
export interface Table extends Stateful {
  readonly id: string;
  readonly attributes: Attributes;
  readonly size: number;
  each(visit: (row: Row) => void): void;
}
