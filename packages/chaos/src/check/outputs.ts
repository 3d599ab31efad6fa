/** One thing that is wrong, in words. */
export type Wrong = {kind: 'lost' | 'doubled' | 'order' | 'contradicted' | 'state'; what: string};

type Kept = {sequence: number; ordinal: number; hash: number};

/** What came to one sink since the last check, in the order in which each id came first. */
class Sink {
  readonly kept: Kept[] = [];
  /** Hash by id, of what came since the last check and between the two before: a repeat can be late. */
  ids = new Map<string, number>();
  before = new Map<string, number>();
  sequence = 0;
  ordinal = 0;
}

/**
 * Every output that a receiver got. An id that comes again must bring the same
 * body; new ids come in the order of the journal.
 */
export class Outputs {
  readonly #sinks = new Map<string, Sink>();
  readonly wrong: Wrong[] = [];
  received = 0;
  /** Came again under an id that was known: what a takeover may do. */
  repeated = 0;

  take(id: string, hash: number): void {
    const match = /^(.*)\/(\d+)\.(\d+)$/.exec(id);
    if (!match) return void this.wrong.push({kind: 'contradicted', what: `"${id}" is no id of an output`});
    const [key, sequence, ordinal] = [match[1] ?? '', Number(match[2]), Number(match[3])];
    let sink = this.#sinks.get(key);
    if (!sink) this.#sinks.set(key, (sink = new Sink()));
    const known = sink.ids.get(id) ?? sink.before.get(id);
    if (known !== undefined) {
      this.repeated++;
      if (known !== hash) this.wrong.push({kind: 'contradicted', what: `${id} came again with another body`});
      return undefined;
    }
    this.received++;
    sink.ids.set(id, hash);
    if (sequence < sink.sequence || (sequence === sink.sequence && ordinal < sink.ordinal))
      this.wrong.push({kind: 'order', what: `${id} came first after ${sink.sequence}.${sink.ordinal}`});
    else [sink.sequence, sink.ordinal] = [sequence, ordinal];
    sink.kept.push({sequence, ordinal, hash});
    return undefined;
  }

  /** Hashes by sink of the outputs up to the sequence, in the order of their ids. */
  upTo(sequence: number): Map<string, number[]> {
    const found = new Map<string, number[]>();
    for (const [key, {kept}] of this.#sinks) {
      const mine = kept.filter((k) => k.sequence <= sequence);
      mine.sort((a, b) => a.sequence - b.sequence || a.ordinal - b.ordinal);
      found.set(
        key,
        mine.map((k) => k.hash),
      );
    }
    return found;
  }
  /** Outputs up to the sequence were compared: only their ids are kept, until the next time. */
  forget(sequence: number): void {
    for (const sink of this.#sinks.values()) {
      const later = sink.kept.filter((k) => k.sequence > sequence);
      sink.kept.length = 0;
      for (const kept of later) sink.kept.push(kept);
      sink.before = sink.ids;
      sink.ids = new Map();
    }
  }
}
