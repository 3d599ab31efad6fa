import {didYouMean} from '@tandem/siddhiql';
import type {QueryCallback, RowCallback, StreamCallback} from '../api.ts';
import type {Junction} from '../core/junction.ts';
import type {QueryInstance} from '../plan/plan-query.ts';
import {rowTap} from '../row-tap.ts';
import {StreamTap} from '../stream-tap.ts';
import type {Failures} from './failures.ts';

export type Listened = {
  queries: ReadonlyMap<string, QueryInstance>;
  streams: {has(id: string): boolean; keys(): Iterable<string>};
  junction: (id: string) => Junction;
  failures: Failures;
};

/** Who listens to queries and streams of an app from outside. What a callback throws is an error of the app, and reaches nobody else. */
export class Listeners {
  readonly #to: Listened;
  readonly #taps = new Map<string, StreamTap>();

  constructor(to: Listened) {
    this.#to = to;
  }
  onQuery(name: string, callback: QueryCallback): void {
    const {queries, failures} = this.#to;
    const query = queries.get(name);
    if (!query)
      throw new Error(`there is no query '${name}' outside partitions${didYouMean(name, [...queries.keys()])}`);
    query.onOutput((ts, current, expired) => failures.guard(() => callback(ts, current, expired)));
  }
  onRow(id: string, callback: RowCallback): void {
    const {failures} = this.#to;
    this.#known(id).subscribe(rowTap(callback, (error) => failures.report(error)));
  }
  onStream(id: string, callback: StreamCallback): void {
    const {failures} = this.#to;
    const junction = this.#known(id);
    let tap = this.#taps.get(id);
    if (!tap) {
      tap = new StreamTap();
      this.#taps.set(id, tap);
      junction.subscribe(tap);
    }
    tap.add((events) => {
      // As Failures.guard, without a closure for each event.
      try {
        callback(events);
      } catch (error) {
        failures.report(error as Error);
      }
    });
  }
  #known(id: string): Junction {
    const {streams, junction} = this.#to;
    if (!streams.has(id)) throw new Error(`there is no stream '${id}'${didYouMean(id, [...streams.keys()])}`);
    return junction(id);
  }
}
