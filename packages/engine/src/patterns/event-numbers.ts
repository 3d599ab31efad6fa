import {hashOf} from '../core/key-hash.ts';
import type {Held} from './partial.ts';

/**
 * Numbers of events that several partials may share, in the order in which they came up first. They lie in many maps, by what
 * their rows say: one map of a hundred thousand events stands still for 10 ms when it doubles.
 */
export class EventNumbers {
  readonly events: Held[] = [];
  readonly #maps = Array.from({length: 256}, () => new Map<Held, number>());

  of(event: Held): number {
    const numbers = this.#maps[mapOf(event)]!;
    const known = numbers.get(event);
    if (known !== undefined) return known;
    numbers.set(event, this.events.length);
    return this.events.push(event) - 1;
  }
}

function mapOf({ts, row}: Held): number {
  let hash = hashOf(ts);
  for (let i = 0; i < row.length; i++) hash = Math.imul(hash ^ hashOf(row[i]), 31);
  return hash >>> 24;
}
