import {type Random, seeded} from '@tandem/base';
import {keys} from './app.ts';

export type Push = {body: string; events: number; total: number};

/** What one client pushes, without end: single events and arrays of up to 20. The same seed gives the same. */
export class Pushes {
  readonly #client: number;
  readonly #random: Random;
  #n = 0;

  constructor(client: number, seed: number) {
    this.#client = client;
    this.#random = seeded(seed * 1009 + client);
  }
  next(): Push {
    const size = this.#random.below(5) === 0 ? 1 : 2 + this.#random.below(19);
    let total = 0;
    const events = Array.from({length: size}, () => {
      const v = this.#random.below(1000);
      total += v;
      return {client: this.#client, n: ++this.#n, k: this.#random.below(keys), v};
    });
    const [first] = events;
    return {body: JSON.stringify(events.length === 1 ? {event: first} : events), events: size, total};
  }
}
