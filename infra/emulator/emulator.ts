import {type ChildProcess, execFile, spawn} from 'node:child_process';
import {once} from 'node:events';
import {closeSync, existsSync, openSync, readFileSync} from 'node:fs';
import {createServer} from 'node:net';
import {dirname, join} from 'node:path';
import {promisify} from 'node:util';
import {type Address, ACCOUNT, OWNER, REGION} from './aws.ts';

/** What the round was written against; a later one may know more types, or answer otherwise. */
export const EMULATOR_PACKAGE = 'ministack==1.5.33';
/** The Lambda runtime brings these to the stack's own function; here they are fetched for it. */
const CLIENTS = ['@aws-sdk/client-codebuild@3.1142.0', '@aws-sdk/client-ecr@3.1169.0'];

const START_LIMIT = 60_000;
const POLL = 100;

const run = promisify(execFile);

/** Puts the emulator into a Python environment of its own in the folder, unless it is there. @returns its program */
export async function installEmulator(folder: string, say: (line: string) => void): Promise<string> {
  const program = join(folder, 'venv/bin/ministack');
  if (!existsSync(program)) {
    say(`installing ${EMULATOR_PACKAGE} into ${join(folder, 'venv')}`);
    await run('python3', ['-m', 'venv', join(folder, 'venv')]);
    await run(join(folder, 'venv/bin/pip'), ['install', '--quiet', EMULATOR_PACKAGE]);
  }
  if (!existsSync(join(folder, 'node_modules', '@aws-sdk/client-ecr'))) {
    say(`installing ${CLIENTS.join(' ')} into ${folder}`);
    await run('npm', ['install', '--prefix', folder, '--no-audit', '--no-fund', '--ignore-scripts', ...CLIENTS]);
  }
  return program;
}

/**
 * A running emulator without any state of before, on the loopback, which checks signatures and IAM policies as AWS does.
 *
 * @param front where the functions that it runs find AWS
 */
export class Emulator {
  readonly address: Address;
  readonly #process: ChildProcess;
  readonly #log: string;

  private constructor(address: Address, process: ChildProcess, log: string) {
    this.address = address;
    this.#process = process;
    this.#log = log;
  }

  /** `folder` is where `installEmulator` put it; its log goes to `log`. */
  static start(options: {folder: string; program: string; address: Address; front: string; log: string}): Emulator {
    const {folder, program, address, front, log} = options;
    const file = openSync(log, 'w');
    const child = spawn(program, [], {
      cwd: folder,
      stdio: ['ignore', file, file],
      env: {
        PATH: `${dirname(process.execPath)}:${process.env['PATH'] ?? ''}`,
        HOME: folder,
        GATEWAY_PORT: `${address.port}`,
        BIND_HOST: address.host,
        MINISTACK_HOST: address.host,
        MINISTACK_ACCOUNT_ID: ACCOUNT,
        MINISTACK_REGION: REGION,
        AWS_ACCESS_KEY_ID: OWNER.accessKeyId,
        AWS_SECRET_ACCESS_KEY: OWNER.secretAccessKey,
        AWS_ENDPOINT_URL: front,
        AUTH: 'true',
        IOT_MTLS_ENABLED: '0',
        // Containers are not this round's subject, and a Docker that happens to run would change what is seen.
        DOCKER_HOST: 'unix:///nonexistent',
        NODE_PATH: join(folder, 'node_modules'),
      },
    });
    closeSync(file);
    return new Emulator(address, child, log);
  }

  /** Resolves once it answers. */
  async ready(): Promise<void> {
    const {host, port} = this.address;
    const end = Date.now() + START_LIMIT;
    for (;;) {
      if (this.#process.exitCode !== null || Date.now() > end)
        throw new Error(`the emulator does not answer:\n${readFileSync(this.#log, 'utf8').slice(-2000)}`);
      const answer = await fetch(`http://${host}:${port}/_ministack/health`).catch(() => undefined);
      if (answer?.ok) return;
      await new Promise((resolve) => setTimeout(resolve, POLL));
    }
  }

  async stop(): Promise<void> {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return;
    const gone = once(this.#process, 'exit');
    this.#process.kill('SIGTERM');
    await gone;
  }
}

/** A port of the loopback that nobody listens on. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port to be had');
  return address.port;
}
