import type {Event, RuntimeFailure} from '../api.ts';
import {Chunk, CURRENT} from '../core/chunk.ts';
import {queryOf} from '../core/culprit.ts';
import type {Junction} from '../core/junction.ts';

export type FailuresOptions = {
  app: string;
  /** Has a stream of that name, `!` and all. */
  hasStream(name: string): boolean;
  /** Whether what fails at a stream is to be stored. */
  isStored(name: string): boolean;
  junction(name: string): Junction;
  tell: ((failure: RuntimeFailure) => void) | undefined;
};

/** What becomes of an error while an app runs: it is reported, its events dropped, stored, or sent to a fault stream. */
export class Failures {
  readonly #options: FailuresOptions;

  constructor(options: FailuresOptions) {
    this.#options = options;
  }
  /** An error at a stream: reported; with `@OnError(action='stream')` the whole chunk goes to the fault stream. */
  fault(name: string, error: Error, chunk: Chunk, query = queryOf(error)): void {
    const app = this.#options;
    const toStream = app.hasStream(`!${name}`);
    this.report(error, name, chunk, toStream ? 'stream' : app.isStored(name) ? 'store' : 'log', query);
    if (!toStream) return;
    const faults = new Chunk();
    const reason = {type: error.name, message: error.message};
    for (let i = 0; i < chunk.length; i++) faults.push(chunk.ts[i]!, CURRENT, [...chunk.rows[i]!, reason]);
    app.junction(`!${name}`).chunk(faults);
  }
  /** `stream`: '' where none has it. */
  report(
    error: Error,
    stream = '',
    chunk: Chunk | null = null,
    action: RuntimeFailure['action'] = 'log',
    query = queryOf(error),
  ): void {
    const events: Event[] = [];
    for (let i = 0; i < (chunk?.length ?? 0); i++) events.push({timestamp: chunk!.ts[i]!, data: [...chunk!.rows[i]!]});
    this.#options.tell?.({app: this.#options.app, stream, query, action, error, events});
  }
  /** A turn of an operator, or a callback of the user's: what it throws is reported and stops nothing. */
  guard(turn: () => void, query = ''): void {
    try {
      turn();
    } catch (error) {
      this.report(error as Error, '', null, 'log', query);
    }
  }
}
