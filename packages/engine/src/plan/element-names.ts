import {type ExecutionElement, type Query, SiddhiAppError} from '@tandem/siddhiql';
import {annotationOf, elementOf} from './annotations.ts';

/** Names of queries and partitions: as `@info` says, else by number. No two are the same, which their state would share. */
export class ElementNames {
  readonly #taken = new Set<string>();
  #queries = 0;

  query(query: Query): string {
    return this.element(query, `query_${++this.#queries}`);
  }
  element(element: ExecutionElement, fallback: string): string {
    const info = annotationOf(element.annotations, 'info');
    const name = (info && (elementOf(info, 'name') ?? elementOf(info, ''))?.value) ?? fallback;
    if (this.#taken.has(name))
      throw new SiddhiAppError(
        'validation',
        `the name '${name}' is already that of another query`,
        info?.at ?? element.at,
      );
    this.#taken.add(name);
    return name;
  }
}
