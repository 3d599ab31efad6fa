import type {Machine} from '@tandem/cluster';

/** A step on the way of an input. Every span is ended once. */
export type Span = {
  /** As the W3C header `traceparent` says it, for whoever is asked next. */
  readonly traceparent: string;
  /** A step within this one. */
  begin(name: string, attributes?: Record<string, string | number>): Span;
  /** `failure`: why the step did not work. */
  end(failure?: unknown): void;
};

/**
 * The ways of inputs through this node, as spans: receive, apply and commit,
 * publish. Lies around the deterministic parts, which know nothing of it; a
 * node that does not trace has no instance.
 */
export interface Tracing {
  /** A request's way begins. `traceparent`: of the sender, if it told; undefined when this way is not recorded. */
  receive(name: string, attributes: Record<string, string | number>, traceparent: string | undefined): Span | undefined;
  /** Sends what is recorded. Never rejects. */
  close(): Promise<void>;
}

/** One input's way; `sequence`: once it has one. */
type Way = {span: Span; sequence?: number};

/** The spans of inputs that are on their way, found by what the cluster hands on: first the payload, then the sequence. */
export class Ways {
  readonly #byPayload = new WeakMap<Uint8Array, Way>();
  readonly #bySequence = new Map<number, Span>();

  /** Settles as `submit` does, which hands the payload to the cluster. */
  async follow<T>(span: Span, payload: Uint8Array, submit: () => Promise<T>): Promise<T> {
    const way: Way = {span};
    this.#byPayload.set(payload, way);
    const commit = span.begin('commit');
    try {
      const result = await submit();
      commit.end();
      return result;
    } catch (error) {
      commit.end(error);
      throw error;
    } finally {
      if (way.sequence !== undefined) this.#bySequence.delete(way.sequence);
    }
  }
  /** The way whose entry has this sequence, until its outputs are with the publisher. */
  at(sequence: number): Span | undefined {
    return this.#bySequence.get(sequence);
  }
  /** The machine, each of whose steps on a way is a span. */
  through(machine: Machine): Machine {
    return {
      apply: (entry) => {
        const way = this.#byPayload.get(entry.payload);
        if (!way) return machine.apply(entry);
        way.sequence = entry.sequence;
        this.#bySequence.set(entry.sequence, way.span);
        const span = way.span.begin('apply', {'tandem.sequence': entry.sequence, 'tandem.epoch': entry.epoch});
        try {
          return machine.apply(entry);
        } finally {
          span.end();
        }
      },
      nextDue: () => machine.nextDue(),
      cut: (only) => machine.cut(only),
      restore: (parts) => machine.restore(parts),
      restoreSteps: (parts) => machine.restoreSteps(parts),
      parts: () => machine.parts(),
    };
  }
}
