import {readFileSync} from 'node:fs';
import type {Log} from '@tandem/cluster';
import type {Password} from '@tandem/store-mysql';
import {readSecretField} from '../aws/secret.ts';
import type {Settings} from '../config/index.ts';
import {exitCodes, NodeExit} from './exit.ts';

type Where = Pick<Settings, 'databasePassword' | 'databasePasswordFile' | 'databaseSecretArn'>;

/** A secret is asked at most once in this time, ms: while it is being rotated the server refuses what it still says. */
const askEvery = 2000;

/**
 * The database's password from where the settings say: a file, a secret, or
 * themselves. One that the server refuses is looked up anew. Throws `NodeExit`
 * when the file cannot be read now; later that rejects, and what is open goes on.
 */
export function databasePassword(s: Where, log: Log, secret = readSecretField): Password {
  if (s.databasePasswordFile !== '') {
    const read = (): string => readFileSync(s.databasePasswordFile, 'utf8').replace(/\r?\n$/, '');
    try {
      read();
    } catch (error) {
      throw new NodeExit(exitCodes.config, `database.passwordFile cannot be read: ${(error as Error).message}`);
    }
    return read;
  }
  if (s.databaseSecretArn === '') return () => s.databasePassword;
  const rotating = new RotatingPassword(s.databasePassword, () => secret(s.databaseSecretArn, 'password'), log);
  return (refused) => rotating.current(refused);
}

/** A password that is looked up when there is none, or when the one at hand was refused; by one asker at a time. */
class RotatingPassword {
  readonly #lookUp: () => Promise<string>;
  readonly #log: Log;
  #known: string;
  #asking: Promise<void> | undefined;
  #notBefore = Number.NEGATIVE_INFINITY;

  constructor(known: string, lookUp: () => Promise<string>, log: Log) {
    this.#known = known;
    this.#lookUp = lookUp;
    this.#log = log;
  }
  /** `refused`: what the server did not take, if it was asked. Never rejects: what is known is the answer then. */
  async current(refused?: string): Promise<string> {
    if (this.#known === '' || this.#known === refused) {
      if (!this.#asking && performance.now() >= this.#notBefore) this.#asking = this.#ask();
      await this.#asking;
    }
    return this.#known;
  }
  async #ask(): Promise<void> {
    try {
      const found = await this.#lookUp();
      if (found === this.#known) this.#log.warn('the database refuses the password that its secret still has');
      else this.#log.info('the password of the database has been rotated: connecting with the new one');
      this.#known = found;
    } catch (error) {
      this.#log.warn(
        `the secret of the database cannot be read: ${error instanceof Error ? error.message : String(error)}`,
      );
    } finally {
      this.#notBefore = performance.now() + askEvery;
      this.#asking = undefined;
    }
  }
}
