import type {EventType} from '@tandem/siddhiql';
import type {Aggregates} from './aggregates.ts';

/** Code of the clauses of a selector, from which its module is made. `r` is the row, `t` its timestamp, `g` its group. */
export type SelectorParts = {
  items: readonly string[];
  /** The output row is the input row. */
  identity: boolean;
  declarations: string;
  having: string | null;
  /** Code of the group key. */
  group: string | null;
  /** The group key is text. */
  text: boolean;
  aggregates: Aggregates;
  /** Whether the code of an attribute is that of a number. */
  numeric: (code: string) => boolean;
  events: EventType;
  /** Only the last passing event (of each group) of a chunk leaves. */
  last: boolean;
  passGroups: boolean;
  /** The code has no effect but on aggregates. */
  pure: boolean;
  passResets: boolean;
  order: string | null;
  limit: number | null;
  offset: number;
};

/** Not an attribute as it is. */
export const isComputed = (item: string): boolean => !/^r\[\d+\]$/.test(item);

/** Whether events of that kind leave. */
export const wantsOf = (p: SelectorParts, kind: 0 | 1): boolean =>
  p.events === 'all' || (p.events === 'current') === (kind === 0);

/** A group goes within the chunk: the place of its output is kept beside it. */
export const FORGOTTEN = 'if(g.seen===serial)(moved??=new Map()).set(g.key,g.at);';
