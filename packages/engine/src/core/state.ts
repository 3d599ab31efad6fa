import type {Plain} from '@tandem/wire';

/**
 * Something with state. `save` gives all that a standby needs to go on;
 * `load` takes it back into a freshly made instance of the same plan.
 * What `save` returns must not be changed later: copy mutable collections.
 */
export interface Stateful {
  save(): Plain;
  load(state: Plain): void;
}

/** State by name, in order of creation; names are unique within their owner (query, partition key, app). */
export class StateRegistry implements Stateful {
  readonly #members = new Map<string, Stateful>();
  readonly #counts = new Map<string, number>();

  /** Registers under `name`, with a number added from the second of a name on: `window`, `window#2`. */
  add<T extends Stateful>(name: string, member: T): T {
    const count = (this.#counts.get(name) ?? 0) + 1;
    this.#counts.set(name, count);
    this.#members.set(count === 1 ? name : `${name}#${count}`, member);
    return member;
  }
  /** Names of what is registered, those of a registry inside as `outer/inner`: the pieces that can be saved by themselves. */
  names(): string[] {
    return [...this.#members].flatMap(([name, member]) =>
      member instanceof StateRegistry ? member.names().map((inner) => `${name}/${inner}`) : [name],
    );
  }
  /** The state of one piece; undefined when there is no such name. */
  saveOne(name: string): Plain | undefined {
    const whole = this.#members.get(name);
    if (whole) return whole.save();
    for (let at = name.indexOf('/'); at >= 0; at = name.indexOf('/', at + 1)) {
      const outer = this.#members.get(name.slice(0, at));
      if (outer instanceof StateRegistry) return outer.saveOne(name.slice(at + 1));
    }
    return undefined;
  }
  save(): Plain {
    return new Map([...this.#members].map(([name, member]) => [name, member.save()] as const));
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
}
