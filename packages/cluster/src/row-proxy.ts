import type {Ground} from './ground.ts';
import type {Heartbeat} from './messages.ts';

/** Rule 8: touches the leader row on behalf of an active that cannot reach the database, one statement at a time. */
export class RowProxy {
  readonly #ground: Ground;
  /** The incarnation at the other end of the link. */
  #active: string | undefined;
  #touched = 0;
  #asking = false;
  #notBefore = Number.NEGATIVE_INFINITY;

  constructor(ground: Ground) {
    this.#ground = ground;
  }
  /** The number of the newest heartbeat for which the row was touched. Another connection counts its heartbeats anew. */
  get touched(): number {
    return this.#touched;
  }
  connected(peer: string | undefined): void {
    this.#active = peer;
    this.#touched = 0;
  }
  /** At most once in `renewEvery`, however often it is asked. */
  touch({epoch, number}: Heartbeat): void {
    const {options, now, me} = this.#ground;
    const active = this.#active;
    if (this.#asking || now < this.#notBefore || active === undefined) return;
    this.#asking = true;
    this.#notBefore = now + options.timings.renewEvery;
    this.#ground.ask(
      options.timings.statementTimeout,
      () => options.store.proxy({epoch, active, keeper: me, leaseMs: options.timings.lease}),
      (outcome) => {
        this.#asking = false;
        if (outcome.kind === 'done' && outcome.value && this.#active === active) this.#touched = number;
      },
    );
  }
}
