import type {Log} from './ports.ts';

/** What is wrong right now or lately, in words, newest first; each is logged when it starts and when it ends. */
export class Troubles {
  readonly #log: Log;
  #words: {what: string; reason: string; open: boolean}[] = [];

  constructor(log: Log) {
    this.#log = log;
  }
  list(): string[] {
    return this.#words.map((t) => `${t.what}: ${t.reason}${t.open ? '' : ' (over)'}`);
  }
  begin(what: string, reason: string, level: 'warn' | 'error' = 'warn'): void {
    const known = this.#words.find((t) => t.what === what);
    if (!known?.open) this.#log[level](`${what}: ${reason}`);
    this.#words = [{what, reason, open: true}, ...this.#words.filter((t) => t !== known)].slice(0, 10);
  }
  over(what: string): void {
    const known = this.#words.find((t) => t.what === what && t.open);
    if (!known) return;
    known.open = false;
    this.#log.info(`${what}: over`);
  }
  /** Something that happened once. */
  note(what: string, reason: string): void {
    this.#log.error(`${what}: ${reason}`);
    this.#words = [{what, reason, open: true}, ...this.#words.filter((t) => t.what !== what)].slice(0, 10);
  }
}
