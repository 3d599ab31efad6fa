import type {Ground} from './ground.ts';
import type {Message} from './messages.ts';
import type {PassiveQueue} from './passive-queue.ts';
import type {LeaderRow} from './ports.ts';

type Of<K extends Message['kind']> = Extract<Message, {kind: K}>;

/**
 * A keeper's queue on its way over the link. Whoever would take over past a
 * silent keeper asks for it once, in case only its way to the database is cut.
 */
export class QueueLoan {
  readonly #ground: Ground;
  readonly #queue: PassiveQueue;
  #peer: string | undefined;
  /** While the queue is on its way: until when to wait for it, and its last sequence. */
  #asked: {until: number; last: number | undefined} | undefined;

  constructor(ground: Ground, queue: PassiveQueue) {
    this.#ground = ground;
    this.#queue = queue;
  }
  connected(peer: string | undefined): void {
    this.#peer = peer;
    this.#asked = undefined;
  }
  /** Whether to wait before giving up the memory of the row's keeper. Asks for it if that was not done yet. */
  awaits(row: LeaderRow): boolean {
    const {now, options} = this.#ground;
    if (this.#peer === undefined || this.#peer !== row.keeper) return false;
    if (!this.#asked) {
      this.#asked = {until: now + options.timings.promise, last: undefined};
      this.#ground.send({kind: 'queueRequest'});
    }
    const {until, last} = this.#asked;
    return now < until && (last === undefined || this.#queue.received < last);
  }
  started({epoch, base, last}: Of<'queueStart'>): void {
    if (!this.#asked) return;
    this.#asked.last = last;
    this.#queue.join(epoch, base);
  }
  took({epoch, first, last, frame}: Of<'queuePiece'>): void {
    if (this.#asked) this.#queue.take(epoch, first, last, frame);
  }
  /** The other way: gives the queue of this process. */
  lend(): void {
    const {epoch, base, received} = this.#queue;
    this.#ground.send({kind: 'queueStart', epoch, base, last: received});
    for (const {first, last, frame} of this.#queue.frames())
      this.#ground.send({kind: 'queuePiece', epoch, first, last, frame});
  }
}
