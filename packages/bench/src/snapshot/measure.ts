import {writeFileSync} from 'node:fs';
import {setImmediate} from 'node:timers/promises';
import {zstdCompressSync} from 'node:zlib';
import {must} from '@tandem/base';
import {createApp, type SiddhiApp} from '@tandem/engine';
import {type Shape, shapes} from './shapes.ts';
import {at, inTurns, type Turns, turns} from './turns.ts';

/** As the cluster does it, ms of a turn. */
const cutTurn = 1;
/** Events that arrive each ms, all as single ones, while delays are measured. */
const perMs = 20;

/** How long an event waits until it is applied, µs. */
type Delay = {p50: number; p99: number; max: number};
export type Sliced = {
  /** ms: making the cut, the only thing that happens within the engine's turn. */
  begin: number;
  writing: Turns;
  bytes: number;
  packed: number;
  /** Without a snapshot, and while one is written. */
  calm: Delay;
  during: Delay;
  /** Events, rows, groups or keys. */
  held: number;
};

/** One shape of state: a snapshot beside events, which is put into `file`. */
export async function sliced(index: number, n: number, file: string): Promise<Sliced> {
  const shape = must(shapes(n)[index], 'a shape');
  const source = new Source(shape);
  source.feed(shape.events);
  await source.arrive(500, () => false);
  const calm = await source.arrive(1500, () => false);
  const writing: number[] = [];
  const disturbed: boolean[] = [];
  let pages: Uint8Array[] | undefined;
  const held = shape.held(source.sent);
  const start = performance.now();
  const cut = source.app.cut();
  const begin = performance.now() - start;
  const write = async (): Promise<void> => {
    pages = await inTurns(cut.snapshot(), cutTurn, writing, disturbed);
    cut.close();
  };
  const [during] = await Promise.all([source.arrive(60_000, () => pages !== undefined), write()]);
  const bytes = Buffer.concat(pages ?? []);
  const packed = zstdCompressSync(bytes).length;
  writeFileSync(file, bytes);
  return {
    begin,
    writing: turns(writing, disturbed),
    bytes: bytes.length,
    packed,
    calm,
    during,
    held,
  };
}

/** Sends events of one shape, as quickly as it can or as they arrive. */
class Source {
  readonly app: SiddhiApp;
  readonly #shape: Shape;
  readonly #rows: (string | number)[][];
  readonly #keys: string[];
  #sent = 0;
  #now = 1_700_000_000_000;

  constructor(shape: Shape) {
    this.#shape = shape;
    this.app = createApp(shape.text);
    this.app.start();
    this.app.advanceTo(this.#now);
    this.#keys = Array.from({length: Math.min(shape.ids, 100_000)}, (_, i) => `K${i}`);
    this.#rows = Array.from({length: 100_000}, (_, i) => [`S${i % 1000}`, 100 + (i % 977) / 7, i % 5000]);
  }
  get sent(): number {
    return this.#sent;
  }
  feed(events: number): void {
    const {step, ids} = this.#shape;
    const input = this.app.input('S');
    for (let i = 0; i < events; i++) {
      const n = this.#sent++;
      if (step > 0 && n % 8 === 0) this.app.advanceTo((this.#now += step));
      const row = must(this.#rows[n % this.#rows.length], 'a row');
      const id = (n * 7919) % ids;
      input.send([...row, id, must(this.#keys[id % this.#keys.length], 'a key')]);
    }
  }
  /** Events come in for `ms`, or until `enough`: how long they wait from when they were due. */
  async arrive(ms: number, enough: () => boolean): Promise<Delay> {
    const delays: number[] = [];
    const start = performance.now();
    for (let due = start; due < start + ms && !enough();) {
      const now = performance.now();
      if (now < due) {
        await setImmediate();
        continue;
      }
      this.feed(perMs);
      delays.push((performance.now() - due) * 1000);
      due += 1;
    }
    const sorted = delays.toSorted((a, b) => a - b);
    return {p50: at(sorted, 0.5), p99: at(sorted, 0.99), max: at(sorted, 1)};
  }
}
