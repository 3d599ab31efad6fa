import type {Metric, StatisticsLevel} from './api.ts';
import type {Chunk} from './core/chunk.ts';
import type {Junction} from './core/junction.ts';
import type {Stage} from './core/stage.ts';
import type {Statistics as Wanted} from './plan/statistics-annotation.ts';

/** What is measured. */
export type Measured = {
  app: string;
  streams(): Iterable<string>;
  junction(stream: string): Junction;
  /** Rows held, by id. */
  tables(): Iterable<readonly [string, number]>;
  windows(): Iterable<readonly [string, number]>;
};

/** Counts what a stream hands on. */
class Meter implements Stage {
  events = 0;
  one(): void {
    this.events++;
  }
  pair(): void {
    this.events += 2;
  }
  chunk(chunk: Chunk): void {
    this.events += chunk.length;
  }
}

/**
 * `@app:statistics`: counts alone, for the engine reads no clock. Not part of
 * the app's state: a restart counts from 0. While it is off, streams pay nothing.
 */
export class AppStatistics {
  readonly #measured: Measured;
  readonly #include: readonly RegExp[];
  readonly #meters = new Map<string, Meter>();
  #level: StatisticsLevel = 'OFF';

  constructor(measured: Measured, wanted: Wanted | undefined) {
    this.#measured = measured;
    this.#include = (wanted?.include ?? []).map(wildcard);
    if (wanted?.enabled) this.set('BASIC');
  }
  get level(): StatisticsLevel {
    return this.#level;
  }
  /** Counts go on where they were: only 'OFF' begins anew. */
  set(level: StatisticsLevel): void {
    if (this.#level === level) return;
    const measures = this.#level !== 'OFF';
    this.#level = level;
    if (measures === (level !== 'OFF')) return;
    this.#meters.clear();
    for (const stream of this.#measured.streams()) {
      if (!this.#wants(this.#name('Streams', stream, 'throughput'))) continue;
      const meter = level === 'OFF' ? undefined : new Meter();
      if (meter) this.#meters.set(stream, meter);
      this.#measured.junction(stream).measure(meter);
    }
  }
  metrics(): Metric[] {
    const found: Metric[] = [];
    for (const [id, {events}] of this.#meters)
      found.push({name: this.#name('Streams', id, 'throughput'), kind: 'Streams', id, value: events});
    if (this.#level !== 'DETAIL') return found;
    for (const [id, value] of this.#measured.tables())
      found.push({name: this.#name('Tables', id, 'size'), kind: 'Tables', id, value});
    for (const [id, value] of this.#measured.windows())
      found.push({name: this.#name('Windows', id, 'size'), kind: 'Windows', id, value});
    return found.filter(({name}) => this.#wants(name));
  }
  #name(kind: Metric['kind'], id: string, what: string): string {
    return `io.siddhi.SiddhiApps.${this.#measured.app}.Siddhi.${kind}.${id}.${what}`;
  }
  #wants(name: string): boolean {
    return this.#include.length === 0 || this.#include.some((pattern) => pattern.test(name));
  }
}

/** `*` stands for any text; names may be given without their first parts. */
function wildcard(pattern: string): RegExp {
  const parts = pattern.split('*').map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, String.raw`\$&`));
  return new RegExp(`(^|\\.)${parts.join('.*')}$`);
}
