import {SubmitRefused} from '@tandem/cluster';
import type {Found, Reply} from '../machine/reply.ts';

/** For which a caller waits, ms. */
const patience = 20_000;

type Awaited = Extract<Reply, {awaits: number}>;
type Later = {reply: Awaited; resolve: (reply: Reply) => void; reject: (error: Error) => void};

/** Those who asked an external table on demand, until its rows have come. */
export class FoundLater {
  readonly #later = new Map<string, Later>();

  of(app: string, reply: Awaited): Promise<Reply> {
    const key = `${app}/${reply.awaits}`;
    const {promise, resolve, reject} = Promise.withResolvers<Reply>();
    this.#later.set(key, {reply, resolve, reject});
    const timer = setTimeout(() => {
      this.#later.delete(key);
      reject(new SubmitRefused('busy', `the external table does not answer within ${patience / 1000} s`));
    }, patience);
    return promise.finally(() => clearTimeout(timer));
  }
  found(app: string, {found}: Extract<Reply, {found: readonly Found[]}>): void {
    for (const one of found) {
      const key = `${app}/${one.number}`;
      const later = this.#later.get(key);
      if (!later) continue;
      this.#later.delete(key);
      answer(later, one);
    }
  }
  /** This node is no longer the one that would be told. */
  lose(): void {
    for (const {reject} of this.#later.values())
      reject(new SubmitRefused('lost', 'this node is no longer active: ask again'));
    this.#later.clear();
  }
}

function answer({reply: {sequence}, resolve}: Later, {rows, message}: Found): void {
  if (message === undefined) resolve({ok: true, sequence, rows});
  else resolve({ok: false, sequence, reason: 'invalid', message});
}
