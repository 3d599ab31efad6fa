import type {Plain} from '@tandem/wire';
import type {Cut} from '../core/cut.ts';
import {OrderedCut} from '../core/ordered-cut.ts';
import {releaseThen, type Then as FieldThen} from './fields.ts';
import {entriesCut, type Entry, type SelectorPart, writeEntry} from './selector-state.ts';

/** A group's object, in the generated code. */
type Group = {key: Plain; born: number};
type GroupsCut = OrderedCut<Group, Entry>;

/** Of a grouped selector. */
export type GroupsPart = SelectorPart & {
  /** Begins a cut, which is told of each group before it changes for the first time since. */
  begun(make: (then: Then) => GroupsCut): GroupsCut;
  /** Of one that counts a batch beforehand: what it counted of the batch before, as it is now. Null: it is as any other. */
  lend?(): Lent | null;
};
type Lent = {groups: readonly Group[]; valuesOf: (group: Group) => readonly Plain[]; ended: () => void};
/** `own`: the entry of what `having` counts for the whole query. */
type Then = {
  count: number;
  /** In the order in which they appeared; some have gone, more may come. */
  groups: readonly Group[];
  isAsWas(group: Group): boolean;
  putAside(group: Group): void;
  values(group: Group): readonly FieldThen[];
  own: Entry | null;
  ended: () => void;
};

/** Of the groups of a selector, in the order in which they appeared. */
export function groupsCut(part: GroupsPart): Cut {
  const lent = part.lend?.();
  if (lent) {
    const {groups, valuesOf, ended} = lent;
    return entriesCut(groups.length, (i) => [groups[i]!.key, valuesOf(groups[i]!)], ended);
  }
  let ended = (): void => {};
  let own: Entry | null = null;
  const cut = part.begun((then) => {
    ({own, ended} = then);
    const total = then.count + (own ? 1 : 0);
    return new OrderedCut({
      open: (to) => to.map(total),
      count: then.count,
      items: then.groups,
      order: ({born}) => born,
      isAsWas: (group) => then.isAsWas(group),
      putAside: (group) => then.putAside(group),
      valueOf: (group) => [group.key, then.values(group)] as const,
      write: writeEntry,
      release: ([, values]) => releaseThen(values),
    });
  });
  return {
    *write(to) {
      yield* cut.write(to);
      const steps = own && writeEntry(to, own);
      if (steps) yield* steps;
    },
    close() {
      cut.close();
      if (own) releaseThen(own[1]);
      ended();
    },
  };
}
