import {must} from '@tandem/base';
import type {Connection} from './connection.ts';

/** `late`: ms after it was due; undefined when no connection was free at that time. */
type Send = (connection: Connection, dueAt: number, late: number | undefined) => void;

/**
 * Requests at a fixed rate, whatever becomes of those before: each is due at its own time, and goes out each millisecond and
 * whenever an answer has come, on connections in turn. What finds all of them taken waits for the next answer, and is due as before.
 */
export class Pace {
  readonly #rate: number;
  readonly #connections: readonly Connection[];
  readonly #pipelined: number;
  readonly #send: Send;
  readonly #began = performance.now();
  readonly #timer: NodeJS.Timeout;
  /** Requests so far, and those of them that a connection was found for. */
  #due = 0;
  #begun = 0;
  #turn = 0;

  /** `rate`: requests a second. `pipelined`: of a connection that may be without an answer at once. */
  constructor(rate: number, connections: readonly Connection[], pipelined: number, send: Send) {
    this.#rate = rate;
    this.#connections = connections;
    this.#pipelined = pipelined;
    this.#send = send;
    this.#timer = setInterval(() => this.#go(performance.now()), 1);
  }
  /** An answer came on this connection. */
  answered(connection: Connection, now: number): void {
    if (this.#begun < this.#due) this.#send(connection, this.#at(this.#begun++), undefined);
    this.#go(now);
  }
  /** When requests were due that have found no free connection yet. */
  late(): number[] {
    return Array.from({length: this.#due - this.#begun}, (_, i) => this.#at(this.#begun + i));
  }
  stop(): void {
    clearInterval(this.#timer);
  }

  #at(request: number): number {
    return this.#began + (request * 1000) / this.#rate;
  }
  #go(now: number): void {
    for (; this.#at(this.#due) < now; this.#due++) {
      const free = this.#begun === this.#due ? this.#free() : undefined;
      if (!free) continue;
      this.#begun++;
      this.#send(free, this.#at(this.#due), performance.now() - this.#at(this.#due));
    }
  }
  #free(): Connection | undefined {
    for (let i = 0; i < this.#connections.length; i++) {
      const one = must(this.#connections[this.#turn++ % this.#connections.length], 'a connection');
      if (one.open < this.#pipelined) return one;
    }
    return undefined;
  }
}
