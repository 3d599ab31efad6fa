import type {Chunk} from '../core/chunk.ts';
import type {Depth} from '../core/depth.ts';
import {Junction} from '../core/junction.ts';

/** The junctions of an app, each made when it is first asked for. */
export class Junctions {
  readonly depth: Depth = {now: 0};
  readonly #byName = new Map<string, Junction>();
  readonly #fault: (stream: string, error: Error, chunk: Chunk) => void;

  /** `fault`: what a subscriber threw. */
  constructor(fault: (stream: string, error: Error, chunk: Chunk) => void) {
    this.#fault = fault;
  }
  /** `name`: of a stream, with its prefix. */
  of(name: string): Junction {
    let junction = this.#byName.get(name);
    if (!junction) {
      junction = new Junction(name, (error, chunk) => this.#fault(name, error, chunk), this.depth);
      this.#byName.set(name, junction);
    }
    return junction;
  }
}
