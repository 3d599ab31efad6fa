import {spawn, type ChildProcessByStdio} from 'node:child_process';
import {existsSync, mkdirSync, readFileSync} from 'node:fs';
import {once} from 'node:events';
import {join} from 'node:path';
import {createInterface} from 'node:readline';
import {setTimeout} from 'node:timers/promises';
import type {Readable, Writable} from 'node:stream';
import {fileURLToPath} from 'node:url';
import {assert} from '@tandem/base';
import type {Recorded} from '../cases/case.ts';
import type {Spec} from './generate.ts';

/** One line of the driver's answers; `oracle/Oracle.java` says what it means. */
export type Answer = {
  outputs: {from: string; kind: string; step: number; batch: number; ts?: number; data?: Recorded[]}[];
  errors: {phase: string; step: number; class: string; message?: string; rootClass?: string; rootMessage?: string}[];
  schemas?: Record<string, [name: string, type: string][]>;
};

const sources = fileURLToPath(new URL('../../oracle', import.meta.url));

/**
 * The reference engine in a JVM of its own: specs in, answers out, in order.
 *
 * Always: a JVM in which a spec ran out of time is not used again, since what
 * hangs in it goes on.
 */
export class Oracle {
  readonly #folder: string;
  #jvm: Jvm | undefined;

  constructor(folder: string) {
    this.#folder = folder;
  }
  async ask(specs: readonly Spec[], again = false): Promise<Answer[]> {
    if (specs.length === 0) return [];
    const jvm = (this.#jvm ??= await startJvm(this.#folder));
    const answers: Answer[] = [];
    for (const {id: name, app, steps, collect, settle} of specs)
      jvm.process.stdin.write(
        `${JSON.stringify({name, app, steps, collect, timeout: patience, ...(settle === undefined ? {} : {settle})})}\n`,
      );
    while (answers.length < specs.length) {
      const answer = await this.#next(jvm);
      if (answer && !isTimeout(answer)) {
        answers.push(answer);
        continue;
      }
      // It hangs, or was ended by what hung before: what is left is asked in a fresh one.
      await this.stop();
      if (answer || (answers.length === 0 && again)) answers.push(answer ?? ended);
      return [...answers, ...(await this.ask(specs.slice(answers.length), answer === undefined))];
    }
    return answers;
  }
  /** Undefined: the JVM has ended, or says nothing any more. */
  async #next(jvm: Jvm): Promise<Answer | undefined> {
    const patient = new AbortController();
    const silence = setTimeout(3 * patience, undefined, {signal: patient.signal}).catch(() => undefined);
    const line = await Promise.race([jvm.lines.next(), silence]);
    patient.abort();
    return line === undefined || line.done ? undefined : parseAnswer(line.value);
  }
  async stop(): Promise<void> {
    const jvm = this.#jvm;
    this.#jvm = undefined;
    if (!jvm || jvm.process.exitCode !== null || jvm.process.signalCode !== null) return;
    const ended = once(jvm.process, 'exit');
    jvm.process.kill('SIGKILL');
    await ended;
  }
}

const isTimeout = ({errors}: Answer): boolean => errors.some((e) => e.phase === 'timeout');
/** The answer to a spec at which even a fresh JVM ends. */
const ended: Answer = {outputs: [], errors: [{phase: 'timeout', step: -1, class: 'the JVM ended'}]};

/** For how long a spec may run, in ms, on a machine that does other things too. */
const patience = 15_000;

type Jvm = {process: ChildProcessByStdio<Writable, Readable, null>; lines: AsyncIterator<string>};

async function startJvm(folder: string): Promise<Jvm> {
  const path = join(folder, 'cp.txt');
  assert(existsSync(path), `${path} is missing: ${folder} is no folder of a compiled oracle`);
  const process = spawn(
    'java',
    ['-Xmx1g', '-Duser.timezone=UTC', '-cp', `out:${readFileSync(path, 'utf8').trim()}`, 'Oracle'],
    {
      cwd: folder,
      stdio: ['pipe', 'pipe', 'ignore'],
    },
  );
  // One that ended in between takes no more: its silence says so.
  process.stdin.on('error', () => {});
  const lines = createInterface({input: process.stdout})[Symbol.asyncIterator]();
  // The first app loads hundreds of classes.
  const first = {name: 'warm', app: 'define stream S (v int); from S select v insert into T;', steps: [], collect: []};
  process.stdin.write(`${JSON.stringify({...first, timeout: 120_000})}\n`);
  assert(!(await lines.next()).done, 'the reference engine ended at its first app');
  return {process, lines};
}

/** Fetches the reference engine with Maven and compiles the driver, once; answers the folder for `Oracle`. */
export async function prepareOracle(print: (line: string) => void): Promise<string> {
  const folder = fileURLToPath(new URL('../../node_modules/.cache/oracle', import.meta.url));
  if (existsSync(join(folder, 'out', 'Oracle.class'))) return folder;
  print('fetching the reference engine with Maven and compiling its driver');
  mkdirSync(join(folder, 'out'), {recursive: true});
  const pom = join(sources, 'pom.xml');
  await run('mvn', [
    '-q',
    '-B',
    '-f',
    pom,
    'dependency:build-classpath',
    `-Dmdep.outputFile=${join(folder, 'cp.txt')}`,
  ]);
  const path = readFileSync(join(folder, 'cp.txt'), 'utf8').trim();
  await run('javac', ['-proc:none', '-cp', path, '-d', join(folder, 'out'), join(sources, 'Oracle.java')]);
  return folder;
}

async function run(command: string, args: string[]): Promise<void> {
  const [code] = (await once(spawn(command, args, {stdio: ['ignore', 'inherit', 'inherit']}), 'exit')) as [
    number | null,
  ];
  if (code !== 0)
    throw new Error(`${command} ended with ${code}; the reference engine needs Java 11 or later and Maven`);
}

/** Longs that a double cannot hold become `{"$long": ".."}`, as recorded cases have them. */
export function parseAnswer(line: string): Answer {
  const exact = (_key: string, value: unknown, {source}: {source?: string}): unknown =>
    typeof value === 'number' && !Number.isSafeInteger(value) && source !== undefined && /^-?\d+$/.test(source)
      ? {$long: source}
      : value;
  return (JSON.parse as (text: string, reviver: typeof exact) => unknown)(line, exact) as Answer;
}
