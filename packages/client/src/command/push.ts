import {randomUUID} from 'node:crypto';
import {createReadStream} from 'node:fs';
import type {Command} from 'commander';
import {LineRefused} from '../push/json-lines.ts';
import {pushLines, type PushTotals} from '../push/push-lines.ts';
import {PushClient, PushGaveUp, PushRefused} from '../push-client.ts';
import {CommandFailed, exitCodes} from './exit-codes.ts';
import type {Io} from './io.ts';
import {collect, credentialsOf, whole, withCredentials} from './options.ts';

type Options = {
  to: string[];
  batch: string;
  run?: string;
  fromLine: string;
  patience: string;
  user?: string;
  passwordFile?: string;
  json?: true;
};

/** `tandem push FILE|-`: one JSON value a line, in order. */
export function addPush(program: Command, io: Io, done: (code: number) => void): void {
  withCredentials(program.command('push'))
    .description(
      'Sends a file of JSON lines to an HTTP source, in order, each event once whatever happens to the nodes.',
    )
    .argument('<file>', 'JSON lines; - is standard input')
    .requiredOption('--to <url>', 'the source, http://host:8006/path; once for each node', collect)
    .option('--batch <n>', 'lines in one request, which the app sees as one chunk', '1')
    .option('--run <name>', 'the same name and --batch again: lines that had arrived are not applied twice')
    .option('--from-line <n>', 'go on with this line', '1')
    .option('--patience <seconds>', 'how long one request is tried', '120')
    .option('--json', 'totals as one JSON object')
    .action(async (file: string, options: Options) => done(await push(file, options, io)));
}

async function push(file: string, options: Options, io: Io): Promise<number> {
  const {to, run = randomUUID()} = options;
  const batch = whole(options.batch, '--batch', 1, 10_000);
  const fromLine = whole(options.fromLine, '--from-line', 1, Number.MAX_SAFE_INTEGER);
  const patienceMs = whole(options.patience, '--patience', 1, 86_400) * 1000;
  for (const url of to)
    if (!URL.canParse(url) || new URL(url).protocol !== 'http:')
      throw new CommandFailed(
        exitCodes.usage,
        `--to: found ${url}, expected a URL`,
        'write it like http://10.0.1.5:8006/in',
      );
  const {user, password} = credentialsOf(options, io);
  const progress = new Progress(io);
  const client = new PushClient({
    nodes: to,
    patienceMs,
    ...(user !== undefined && {user}),
    ...(password !== undefined && {password}),
    onRetry: (why) => progress.waiting(why),
  });
  const totals: PushTotals = {lines: 0, requests: 0, repeated: 0, retries: 0, longestWaitMs: 0, lastLine: fromLine - 1};
  const again = (): string =>
    `go on with: --run ${run} --batch ${batch} --from-line ${totals.lastLine + 1}; lines that had arrived count once`;
  const began = performance.now();
  try {
    const input = file === '-' ? io.input : createReadStream(file);
    await pushLines(input, {batch, fromLine, run, push: client, interrupted: io.interrupted}, totals, () =>
      progress.at(totals),
    );
  } catch (error) {
    progress.end();
    throw failure(error, file, to, again());
  } finally {
    client.close();
  }
  progress.end();
  const seconds = (performance.now() - began) / 1000;
  if (options.json) io.out(`${JSON.stringify({...totals, run, seconds})}\n`);
  else io.out(`${inWords(totals, seconds)}\n`);
  if (!io.interrupted.aborted) return exitCodes.ok;
  io.err(`tandem: interrupted after line ${totals.lastLine}\n  next: ${again()}\n`);
  return exitCodes.interrupted;
}

function failure(error: unknown, file: string, to: readonly string[], again: string): unknown {
  if (error instanceof LineRefused)
    return new CommandFailed(
      exitCodes.data,
      `${file}, line ${error.line}: ${error.message}`,
      `correct the line, then ${again}`,
    );
  if (error instanceof PushGaveUp)
    return new CommandFailed(
      exitCodes.unavailable,
      error.message,
      `see tandem doctor, whether the app is deployed and at which port its source listens; then ${again}`,
    );
  if (error instanceof PushRefused) {
    if (error.status === 401)
      return new CommandFailed(
        exitCodes.denied,
        error.message,
        `set TANDEM_AUTH_PASSWORD, or --user and --password-file; then ${again}`,
      );
    if (error.status === 404)
      return new CommandFailed(
        exitCodes.data,
        error.message,
        `no source listens at that path of ${to.join(', ')}: see receiver.url in the app`,
      );
    return new CommandFailed(
      exitCodes.data,
      error.message,
      `correct the line to what the mapping of the source expects, then ${again}`,
    );
  }
  if (error instanceof Error && 'code' in error && 'syscall' in error)
    return new CommandFailed(
      exitCodes.noInput,
      `${file} cannot be read: ${error.message}`,
      'check the path and the rights of the file',
    );
  return error;
}

const count = (n: number): string => n.toLocaleString('en-US');

function inWords({lines, requests, repeated, retries, longestWaitMs}: PushTotals, seconds: number): string {
  const speed = seconds > 0 ? Math.round(lines / seconds) : 0;
  return `${count(lines)} lines in ${count(requests)} requests are committed, ${count(speed)} a second; ${count(retries)} retries, ${count(repeated)} requests had arrived before, longest wait ${Math.round(longestWaitMs)} ms`;
}

/** What a person at a terminal sees meanwhile, at most once a second. */
class Progress {
  readonly #io: Io;
  #shownAt = performance.now();
  #shown = false;

  constructor(io: Io) {
    this.#io = io;
  }
  at({lines, retries}: PushTotals): void {
    this.#show(`${count(lines)} lines, ${count(retries)} retries`);
  }
  waiting(why: string): void {
    this.#show(`waiting: ${why}`);
  }
  end(): void {
    if (this.#shown) this.#io.err('\n');
    this.#shown = false;
  }
  #show(text: string): void {
    if (!this.#io.showsProgress || performance.now() - this.#shownAt < 1000) return;
    this.#shownAt = performance.now();
    this.#shown = true;
    this.#io.err(`\r\u001B[2K${text}`);
  }
}
