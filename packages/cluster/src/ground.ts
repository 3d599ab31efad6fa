import type {TimerHandle} from '@tandem/base';
import type {NodeOptions} from './api.ts';
import {encodeMessage} from './message-codec.ts';
import type {Message} from './messages.ts';
import type {Rules} from './rules/rules.ts';
import type {Troubles} from './troubles.ts';

/** `unknown`: rejected or too late; it may still be applied. `sent`: own monotonic time before sending. */
export type Outcome<T> = {kind: 'done'; value: T; sent: number} | {kind: 'unknown'; reason: string; sent: number};

/** What every part of one incarnation stands on. After `end`, no timer fires and no reply arrives. */
export class Ground {
  readonly options: NodeOptions;
  readonly rules: Rules;
  readonly me: string;
  readonly troubles: Troubles;
  #ended = false;
  readonly #timers = new Set<TimerHandle>();

  constructor(options: NodeOptions, rules: Rules, me: string, troubles: Troubles) {
    this.options = options;
    this.rules = rules;
    this.me = me;
    this.troubles = troubles;
  }
  get ended(): boolean {
    return this.#ended;
  }
  get now(): number {
    return this.options.clock.now();
  }
  /** ms for which this thread has been busy so far; all the time, where nobody knows. */
  get busy(): number {
    const {busy} = this.options;
    return busy ? busy() : this.now;
  }
  end(): void {
    this.#ended = true;
    for (const timer of this.#timers) timer.cancel();
    this.#timers.clear();
  }
  after(ms: number, fire: () => void): TimerHandle {
    let open = true;
    const timer: TimerHandle = this.options.clock.at(this.now + Math.max(ms, 0), () => {
      this.#timers.delete(timer);
      if (open && !this.#ended) fire();
    });
    this.#timers.add(timer);
    return {
      cancel: () => {
        open = false;
        timer.cancel();
        this.#timers.delete(timer);
      },
    };
  }
  /**
   * Resolves after `ms`; never, once ended: what awaits it simply stops there. A reply that came before the end may be
   * looked at after it, so whoever is about to touch the machine asks first.
   */
  pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      this.after(ms, resolve);
    });
  }
  /** A broken invariant must not vanish in a promise: it is thrown again where nobody catches it. */
  loudly(what: () => void): void {
    try {
      what();
    } catch (error) {
      this.options.clock.at(this.now, () => {
        throw error;
      });
    }
  }
  /** Runs one statement with a time-out, and tells the outcome once, unless ended by then. */
  ask<T>(ms: number, run: () => Promise<T>, then: (outcome: Outcome<T>) => void): void {
    const sent = this.now;
    let open = true;
    const settle = (outcome: Outcome<T>): void => {
      if (!open) return;
      open = false;
      timer.cancel();
      if (!this.#ended) this.loudly(() => then(outcome));
    };
    const timer = this.after(ms, () => settle({kind: 'unknown', reason: `no reply within ${ms} ms`, sent}));
    run().then(
      (value) => settle({kind: 'done', value, sent}),
      (error: unknown) =>
        settle({kind: 'unknown', reason: error instanceof Error ? error.message : String(error), sent}),
    );
  }
  /** As `ask`, for flows that wait; never resolves once ended. */
  outcome<T>(ms: number, run: () => Promise<T>): Promise<Outcome<T>> {
    return new Promise((resolve) => {
      this.ask(ms, run, resolve);
    });
  }
  send(message: Message): void {
    if (this.options.link.up) this.options.link.send(encodeMessage(message));
  }
}

/** How many statement time-outs a statement may take that carries data instead of a row. */
export const dataStatements = 5;
/**
 * How long to wait for a statement that moves a whole snapshot: not for ever,
 * as a reply may be lost, and longer each time, as the state may be large.
 */
export class Patience {
  readonly #first: number;
  #ms: number;

  constructor(statementTimeout: number) {
    this.#first = statementTimeout * 2 * dataStatements;
    this.#ms = this.#first;
  }
  get ms(): number {
    return this.#ms;
  }
  /** `waited`: ms until it failed. A refusal at once says nothing about how long the statement takes. */
  failed(waited: number): void {
    if (waited >= this.#ms) this.#ms = Math.min(this.#ms * 2, 300_000);
  }
  worked(): void {
    this.#ms = Math.max(this.#ms / 2, this.#first);
  }
}
