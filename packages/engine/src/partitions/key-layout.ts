import {assert} from '@tandem/base';
import type {Plain, ValueReader} from '@tandem/wire';
import type {Cut, Steps} from '../core/cut.ts';
import {cutOf, loadSteps, type Stateful} from '../core/state.ts';

type QueryLayout = {name: string; names: string[]; from: number};
type States = readonly Stateful[];

/**
 * What the states of each key of a partition are called: by query, in order of creation. Learnt from the first key that
 * is made. Saved as registries in a registry are.
 */
export class KeyLayout {
  readonly #queries: QueryLayout[] = [];
  #size = 0;
  #known = false;

  query(name: string): void {
    if (!this.#known) this.#queries.push({name: `query:${name}`, names: [], from: this.#size});
  }
  /** As `StateRegistry.add`, for the query that was named last. */
  state(name: string): void {
    const query = this.#queries.at(-1);
    if (this.#known || !query) return;
    let own = name;
    for (let count = 2; query.names.includes(own); count++) own = `${name}#${count}`;
    query.names.push(own);
    this.#size++;
  }
  /** A key was made. */
  made(states: States): void {
    this.#known = true;
    assert(states.length === this.#size, 'all keys have the same states');
  }
  save(states: States): Plain {
    return new Map(
      this.#queries.map(({name, names, from}) => [
        name,
        new Map(names.map((own, i) => [own, states[from + i]!.save()] as const)),
      ]),
    );
  }
  cut(states: States): Cut {
    const cuts = states.map(cutOf);
    const queries = this.#queries;
    return {
      *write(to) {
        to.map(queries.length);
        for (const {name, names, from} of queries) {
          to.value(name);
          to.map(names.length);
          for (let i = 0; i < names.length; i++) {
            to.value(names[i]!);
            yield* cuts[from + i]!.write(to);
          }
        }
      },
      close() {
        for (const cut of cuts) cut.close();
      },
    };
  }
  /** What has no place here is passed over. */
  load(states: States, saved: Plain): void {
    for (const [query, members] of saved as ReadonlyMap<string, ReadonlyMap<string, Plain>>)
      for (const [name, state] of members) this.#find(states, query, name)?.load(state);
  }
  *loadSteps(states: States, from: ValueReader): Steps {
    for (let queries = from.map(); queries > 0; queries--) {
      const query = from.value() as string;
      for (let left = from.map(); left > 0; left--) {
        const state = this.#find(states, query, from.value() as string);
        if (state) yield* loadSteps(state, from);
        else yield* from.skip();
      }
    }
  }
  #find(states: States, query: string, name: string): Stateful | undefined {
    for (const {name: own, names, from} of this.#queries) {
      if (own !== query) continue;
      const at = names.indexOf(name);
      return at < 0 ? undefined : states[from + at];
    }
    return undefined;
  }
}
