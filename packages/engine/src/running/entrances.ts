import {didYouMean} from '@tandem/siddhiql';
import type {StreamInput} from '../api.ts';
import {Chunk} from '../core/chunk.ts';
import type {Junction} from '../core/junction.ts';
import {InputError} from '../input-error.ts';
import {type RowReader, rowReader} from '../input-row.ts';
import type {Readable} from '../plan/planner.ts';
import {streamInput} from '../stream-input.ts';
import type {AppClock} from './app-clock.ts';
import type {Life} from './life.ts';

export type EntrancesOptions = {
  streams: ReadonlyMap<string, Readable>;
  junction(name: string): Junction;
  clock: AppClock;
  life: Life;
};

type Entrance = {read: RowReader; junction: Junction};

/** Where events come into an app. Rows are read, as the stream says, before anything has happened. */
export class Entrances {
  readonly #options: EntrancesOptions;
  readonly #clock: AppClock;
  readonly #life: Life;
  readonly #made = new Map<string, Entrance>();
  /** The stream of the last row, and its entrance: the next row is for the same more often than not. */
  #lastStream = '';
  #last: Entrance | null = null;

  constructor(options: EntrancesOptions) {
    this.#options = options;
    this.#clock = options.clock;
    this.#life = options.life;
  }
  send(stream: string, row: readonly unknown[], timestamp?: number): void {
    const {read, junction} = this.#entrance(stream);
    const data = read(row);
    junction.one(this.#clock.arrive(timestamp, timestamp), data);
    this.#clock.arm();
  }
  sendBatch(stream: string, events: readonly {timestamp?: number; data: readonly unknown[]}[]): void {
    const {read, junction} = this.#entrance(stream);
    const rows = events.map(({data}) => read(data));
    if (rows.length === 0) return;
    const now = this.#clock.arrive(events.at(-1)?.timestamp, undefined);
    const timestamps = events.map(({timestamp}) => timestamp ?? now);
    junction.chunk(Chunk.currents(timestamps, rows));
    this.#clock.arm();
  }
  /** One of its own for one stream, faster than `send`. */
  of(stream: string): StreamInput {
    const clock = this.#clock;
    const {attributes} = this.known(stream);
    return streamInput(stream, attributes, this.#options.junction(stream), {
      gate: this.#life,
      refuse: () => this.#life.refuse('send'),
      scheduler: clock.scheduler,
      arrive: (timestamp) => clock.arrive(timestamp, timestamp),
      arriveAll: (last) => clock.arrive(last, undefined),
      arm: () => clock.arm(),
      time: clock.kind,
    });
  }
  /** What can be sent to; throws InputError. */
  known(stream: string): Readable {
    const {streams} = this.#options;
    const found = streams.get(stream);
    if (!found || found.kind === 'fault')
      throw new InputError(`there is no stream '${stream}'${didYouMean(stream, [...streams.keys()])}`, stream);
    return found;
  }
  #entrance(stream: string): Entrance {
    this.#life.mustRun('send');
    if (stream === this.#lastStream && this.#last !== null) return this.#last;
    this.#last = this.#made.get(stream) ?? this.#make(stream);
    this.#lastStream = stream;
    return this.#last;
  }
  #make(stream: string): Entrance {
    const {attributes} = this.known(stream);
    const made = {read: rowReader(stream, attributes), junction: this.#options.junction(stream)};
    this.#made.set(stream, made);
    return made;
  }
}
