import {randomUUID} from 'node:crypto';
import {setTimeout as sleep} from 'node:timers/promises';
import {PushClient, PushRefused} from '@tandem/client';

/** Who wants to know what became of each event. */
export type Witness = {
  sent(): void;
  answered(client: number, n: number, how: {readonly repeated: boolean; readonly attempts: number}): void;
  refused(): void;
};

export type SendersOptions = {
  readonly url: string;
  readonly password: string;
  readonly clients: number;
  /** Events a second of all clients together; each sends its next one only after the answer to its last. */
  readonly rate: number;
  /** How much of a wait a client makes up for by sending without pauses, ms; by default one of its pauses. */
  readonly catchUpMs?: number;
  readonly ledger: Witness;
};

/** Clients that push single events in order, as `packages/client` does it: one key an event, again until it is answered. */
export class Senders {
  readonly waits: number[] = [];
  /** Another load of the same clients is not taken for this one. */
  readonly #run = randomUUID();
  readonly #options: SendersOptions;
  readonly #running: Promise<unknown>;
  #stopped = false;
  #lastAnswer = performance.now();
  #longestGap = 0;
  readonly #reasons = new Map<string, number>();

  constructor(options: SendersOptions) {
    this.#options = options;
    this.#running = Promise.all(Array.from({length: options.clients}, (_, client) => this.#send(client)));
    // Looked at in `stop`; a failure must not end the process before the containers are gone.
    this.#running.catch(() => undefined);
  }

  /** The longest time without any answer since this was asked last, ms. */
  longestGap(): number {
    const gap = Math.max(this.#longestGap, performance.now() - this.#lastAnswer);
    this.#longestGap = 0;
    return Math.round(gap);
  }

  /** Why attempts failed, and how often; addresses and numbers are left out. */
  get reasons(): Record<string, number> {
    return Object.fromEntries([...this.#reasons].sort((a, b) => b[1] - a[1]).slice(0, 12));
  }

  /** No new events; resolves when all that were sent are answered. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#running;
  }

  async #send(client: number): Promise<void> {
    const {url, password, clients, rate, catchUpMs, ledger} = this.#options;
    const onRetry = (why: string): void => {
      const [status = ''] = /answered \d{3}/.exec(why) ?? [];
      const reason = status === '' ? why.replace(url, '').replaceAll(/\d+/g, 'N').slice(0, 120).trim() : status;
      this.#reasons.set(reason, (this.#reasons.get(reason) ?? 0) + 1);
    };
    const push = new PushClient({nodes: [url], user: 'admin', password, onRetry});
    const every = (1000 * clients) / rate;
    let due = performance.now() + (every * client) / clients;
    try {
      for (let n = 0; !this.#stopped; n++) {
        const now = performance.now();
        if (due > now) await sleep(due - now);
        // Who has fallen far behind goes on from there: a long wait is not made up for by a burst.
        due = Math.max(due + every, performance.now() - (catchUpMs ?? every));
        ledger.sent();
        try {
          const pushed = await push.push({event: {client, n}}, `${this.#run}-${client}-${n}`);
          ledger.answered(client, n, pushed);
          this.waits.push(pushed.waitedMs);
          this.#answer();
        } catch (error) {
          if (!(error instanceof PushRefused)) throw error;
          ledger.refused();
        }
      }
    } finally {
      push.close();
    }
  }

  #answer(): void {
    const now = performance.now();
    this.#longestGap = Math.max(this.#longestGap, now - this.#lastAnswer);
    this.#lastAnswer = now;
  }
}
