import type {Plain, ValueReader} from '@tandem/wire';
import {type Cut, readRecord, recordCut, type Steps, wholeCut} from './cut.ts';

/**
 * Something with state. `save` gives all that a standby needs to go on;
 * `load` takes it back into a freshly made instance of the same plan.
 * What `save` returns must not be changed later: copy mutable collections.
 */
export interface Stateful {
  save(): Plain;
  load(state: Plain): void;
  /**
   * For state that may grow large: as `save`, to be written later and in steps.
   * At most one cut of a state is open at a time. Absent: `save` is quick.
   */
  cut?(): Cut;
  /** As `load`, in steps. Absent: `load` is quick, or rare. */
  loadSteps?(from: ValueReader): Steps;
}

export const cutOf = (member: Stateful): Cut => member.cut?.() ?? wholeCut(member.save());

/** As `load` of what stands next in `from`. */
export function* loadSteps(member: Stateful, from: ValueReader): Steps {
  if (member.loadSteps) yield* member.loadSteps(from);
  else member.load(yield* from.slowly());
}

/** States by name, saved as a record. */
export function recordState(parts: {readonly [name: string]: Stateful}): Stateful {
  const entries = Object.entries(parts);
  return {
    save: () => Object.fromEntries(entries.map(([name, part]) => [name, part.save()])),
    cut: () => recordCut(Object.fromEntries(entries.map(([name, part]) => [name, {cut: cutOf(part)}]))),
    load(state) {
      for (const [name, part] of entries) part.load((state as {[name: string]: Plain})[name]!);
    },
    loadSteps: (from) =>
      readRecord(from, Object.fromEntries(entries.map(([name, part]) => [name, () => loadSteps(part, from)]))),
  };
}

/** State by name, in order of creation; names are unique within their owner (query, partition key, app). */
export class StateRegistry implements Stateful {
  readonly #members = new Map<string, Stateful>();

  /** Registers under `name`, with a number added from the second of a name on: `window`, `window#2`. */
  add<T extends Stateful>(name: string, member: T): T {
    let own = name;
    for (let count = 2; this.#members.has(own); count++) own = `${name}#${count}`;
    this.#members.set(own, member);
    return member;
  }
  /** Names of what is registered, those of a registry inside as `outer/inner`: the pieces that can be saved by themselves. */
  names(): string[] {
    return [...this.#members].flatMap(([name, member]) =>
      member instanceof StateRegistry ? member.names().map((inner) => `${name}/${inner}`) : [name],
    );
  }
  /** The piece of that name. */
  find(name: string): Stateful | undefined {
    const whole = this.#members.get(name);
    if (whole) return whole;
    for (let at = name.indexOf('/'); at >= 0; at = name.indexOf('/', at + 1)) {
      const outer = this.#members.get(name.slice(0, at));
      if (outer instanceof StateRegistry) return outer.find(name.slice(at + 1));
    }
    return undefined;
  }
  save(): Plain {
    return new Map([...this.#members].map(([name, member]) => [name, member.save()] as const));
  }
  /** `only`: of these pieces, named as in `names`, `within` being this registry's own name there. */
  cut(only?: ReadonlySet<string>, within = ''): RegistryCut {
    const cuts: [string, Cut][] = [];
    for (const [name, member] of this.#members) {
      const path = `${within}${name}`;
      if (member instanceof StateRegistry) cuts.push([name, member.cut(only, `${path}/`)]);
      else if (!only || only.has(path)) cuts.push([name, cutOf(member)]);
    }
    return new RegistryCut(cuts);
  }
  load(state: Plain): void {
    this.restore(state, () => {});
  }
  /** As `load`, telling what is in the state but not here. */
  restore(state: Plain, dropped: (name: string) => void): void {
    for (const [name, saved] of state as ReadonlyMap<string, Plain>) {
      const member = this.#members.get(name);
      if (!member) dropped(name);
      else if (member instanceof StateRegistry) member.restore(saved, (inner) => dropped(`${name}/${inner}`));
      else member.load(saved);
    }
  }
  *loadSteps(from: ValueReader): Steps {
    yield* this.restoreSteps(from, () => {});
  }
  /** As `restore`, in steps. */
  *restoreSteps(from: ValueReader, dropped: (name: string) => void): Steps {
    for (let left = from.map(); left > 0; left--) {
      const name = from.value() as string;
      const member = this.#members.get(name);
      if (!member) {
        dropped(name);
        yield* from.skip();
      } else if (member instanceof StateRegistry)
        yield* member.restoreSteps(from, (inner) => dropped(`${name}/${inner}`));
      else yield* loadSteps(member, from);
    }
  }
}

/** The cut of a registry: of each of its members. */
class RegistryCut implements Cut {
  readonly #members: readonly (readonly [name: string, cut: Cut])[];

  constructor(members: readonly (readonly [name: string, cut: Cut])[]) {
    this.#members = members;
  }
  /** The cut of one piece, named as in `StateRegistry.names`. */
  find(name: string): Cut | undefined {
    for (const [own, cut] of this.#members) {
      if (own === name) return cut;
      if (cut instanceof RegistryCut && name.startsWith(`${own}/`)) {
        const found = cut.find(name.slice(own.length + 1));
        if (found) return found;
      }
    }
    return undefined;
  }
  *write(to: Parameters<Cut['write']>[0]): Steps {
    to.map(this.#members.length);
    for (const [name, cut] of this.#members) {
      to.value(name);
      yield* cut.write(to);
    }
  }
  close(): void {
    for (const [, cut] of this.#members) cut.close();
  }
}
