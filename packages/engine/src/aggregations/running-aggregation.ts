import {must} from '@tandem/base';
import type {Duration} from '@tandem/siddhiql';
import type {Row, Value} from '../api.ts';
import {type Chunk, RESET} from '../core/chunk.ts';
import type {Stage} from '../core/stage.ts';
import type {Attributes} from '../expression/scope.ts';
import type {Aggregation} from './aggregation.ts';
import type {Buckets} from './buckets.ts';
import type {CellsPlan} from './plan-cells.ts';

/**
 * Adds each event to its bucket of every duration at once, so that no bucket
 * waits for a smaller one to close and a late event finds its place in all of
 * them. The state is that of the buckets.
 */
export class RunningAggregation implements Aggregation, Stage {
  readonly id: string;
  readonly attributes: Attributes;
  readonly durations: readonly Duration[];
  readonly group: Aggregation['group'];
  readonly #plan: CellsPlan;
  readonly #timeOf: (row: Row) => number;
  readonly #buckets: readonly Buckets[];

  /** `timeOf`: ms since 1970, by which an event has its buckets; throws for an event that has no time. */
  constructor(id: string, plan: CellsPlan, timeOf: (row: Row) => number, buckets: readonly Buckets[]) {
    this.id = id;
    this.attributes = plan.attributes;
    this.durations = buckets.map((b) => b.duration);
    this.group = plan.groupTypes.map(({type}, i) => ({position: plan.groupPositions[i], type}));
    this.#plan = plan;
    this.#timeOf = timeOf;
    this.#buckets = buckets;
    for (const each of buckets) each.onForget(() => plan.forget());
  }
  one(ts: number, row: Row): void {
    this.#plan.add(ts, row, this.#timeOf(row), this.#buckets);
  }
  pair(expiredAt: number, expired: Row, ts: number, row: Row): void {
    this.one(expiredAt, expired);
    this.one(ts, row);
  }
  chunk(chunk: Chunk): void {
    for (let i = 0; i < chunk.length; i++) if (chunk.kinds[i] !== RESET) this.one(chunk.ts[i]!, chunk.rows[i]!);
  }
  *rows(duration: Duration, from: number, to: number, group?: readonly Value[]): Iterable<Row> {
    const buckets = must(
      this.#buckets.find((b) => b.duration === duration),
      'a duration that the aggregation has',
    );
    const {finish, groupKey} = this.#plan;
    const key = group && groupKey(group);
    for (const [start, groups] of buckets.between(from, to)) {
      if (group) {
        const cells = groups.get(key);
        if (cells) yield finish(start, cells);
      } else {
        for (const cells of groups.values().toReversed()) yield finish(start, cells);
      }
    }
  }
}
