import type {Plain, ValueReader, ValueWriter} from '@tandem/wire';
import {type Cut, itemsPerStep, type Steps} from '../core/cut.ts';
import {OrderedCut} from '../core/ordered-cut.ts';
import type {Stateful} from '../core/state.ts';

/** A group's object, in the generated code. */
type Group = {key: Plain; born: number};
type Entry = readonly [key: Plain, values: Plain];
type GroupsCut = OrderedCut<Group, Entry>;

/** What the generated code of a grouped selector answers about its state. */
export type GroupsPart = Stateful & {
  /** Forgets all groups. */
  clear(): void;
  /** Takes one entry of what `save` gave. */
  put(key: Plain, values: Plain): void;
  /** Begins a cut, which is told of each group before it changes for the first time since. */
  begun(make: (then: Then) => GroupsCut): GroupsCut;
};
/** `own`: the entry of what `having` counts for the whole query. */
type Then = {
  count: number;
  /** In the order in which they appeared; some have gone, more may come. */
  groups: readonly Group[];
  isAsWas(group: Group): boolean;
  putAside(group: Group): void;
  values(group: Group): Plain;
  own: Entry | null;
  ended: () => void;
};

/** The groups of a selector: a map of their aggregators' fields by key, in the order in which they appeared. */
export class GroupsState implements Stateful {
  readonly #part: GroupsPart;

  constructor(part: GroupsPart) {
    this.#part = part;
  }
  save(): Plain {
    return this.#part.save();
  }
  load(state: Plain): void {
    this.#part.load(state);
  }
  *loadSteps(from: ValueReader): Steps {
    this.#part.clear();
    for (let left = from.map(); left > 0; left--) {
      if (left % itemsPerStep === 0) yield;
      this.#part.put(from.value(), from.value());
    }
  }
  cut(): Cut {
    let ended = (): void => {};
    let own: Entry | null = null;
    const cut = this.#part.begun((then) => {
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
      });
    });
    return {
      *write(to) {
        yield* cut.write(to);
        if (own) writeEntry(to, own);
      },
      close() {
        cut.close();
        ended();
      },
    };
  }
}

function writeEntry(to: ValueWriter, [key, values]: Entry): void {
  to.value(key);
  to.value(values);
}
