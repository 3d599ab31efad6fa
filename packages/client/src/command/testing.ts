import {tandem} from './tandem.ts';
import type {Io} from './io.ts';

export type Ran = {code: number; out: string; err: string};

/** Runs the command in this process. `input`: what standard input holds. */
export async function run(argv: readonly string[], io: Partial<Io> & {stdin?: string} = {}): Promise<Ran> {
  const {stdin = '', ...more} = io;
  const ran: Ran = {code: 0, out: '', err: ''};
  async function* input(): AsyncGenerator<Uint8Array> {
    yield Buffer.from(stdin);
  }
  ran.code = await tandem(argv, {
    out: (text) => void (ran.out += text),
    err: (text) => void (ran.err += text),
    input: input(),
    environment: {TANDEM_AUTH_PASSWORD: 'password'},
    showsProgress: false,
    interrupted: new AbortController().signal,
    ...more,
  });
  return ran;
}
