import type {MappedEvent, Payload, SourceSpec} from '@tandem/connectors';
import {MappingError} from '@tandem/connectors';

type Delivery = {source: SourceSpec; payload: Payload};

/**
 * In-memory topics between apps. A payload waits until the app that published
 * it is done with its chunk, then goes to its subscribers in the order of
 * deployment: no app is entered twice, and the order is the same on every replay.
 */
export class Topics {
  readonly #deliver: (source: SourceSpec, events: MappedEvent[]) => void;
  #waiting: Delivery[] = [];
  #draining = false;

  constructor(deliver: (source: SourceSpec, events: MappedEvent[]) => void) {
    this.#deliver = deliver;
  }
  publish(topic: string, payload: Payload, subscribers: readonly SourceSpec[]): void {
    for (const source of subscribers)
      if (source.kind === 'inMemory' && source.topic === topic) this.#waiting.push({source, payload});
  }
  /** Delivers until nothing waits. Re-entrant calls leave the work to the outermost one. */
  drain(): void {
    if (this.#draining || this.#waiting.length === 0) return;
    this.#draining = true;
    try {
      for (let i = 0; i < this.#waiting.length; i++) {
        const {source, payload} = this.#waiting[i] as Delivery;
        this.#deliver(source, mapped(source, payload));
      }
    } finally {
      this.#waiting = [];
      this.#draining = false;
    }
  }
  clear(): void {
    this.#waiting = [];
  }
}

/** A payload that does not fit a subscriber is dropped by that subscriber, as an unreadable message of any transport would be. */
function mapped(source: SourceSpec, payload: Payload): MappedEvent[] {
  try {
    return source.mapper.map(payload, () => undefined);
  } catch (error) {
    if (error instanceof MappingError) return [];
    throw error;
  }
}
