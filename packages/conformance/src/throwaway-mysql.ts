import {execFile, type ChildProcess, spawn} from 'node:child_process';
import {randomBytes} from 'node:crypto';
import {existsSync} from 'node:fs';
import {cp, mkdir, mkdtemp, rename, rm} from 'node:fs/promises';
import {createServer} from 'node:net';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {promisify} from 'node:util';
import {must} from '@tandem/base';
import {createConnection} from 'mysql2/promise';
import {mariadbProgram} from './mariadb-program.ts';
import {standStill} from './stand-still.ts';

/**
 * A MySQL-protocol server for one test file. `url` has no database; names of
 * databases come from `database(name)`, which makes them unique and `stop`
 * drops them. On a shared server (TANDEM_TEST_MYSQL_URL) nobody may be killed or
 * paused: `owned` is false and these methods throw.
 */
export type ThrowawayMysql = {
  readonly url: string;
  readonly port: number;
  readonly owned: boolean;
  database(name: string): string;
  stop(): Promise<void>;
  /** As by a power cut. */
  kill(): Promise<void>;
  /** The server stands still: connections stay open, nothing answers. */
  pause(): void;
  resume(): void;
  /** After `kill`: on the same port with the same data. */
  restart(): Promise<void>;
};

const run = promisify(execFile);

/** Uses TANDEM_TEST_MYSQL_URL where it is set, else a MariaDB on this machine, installing it where that is possible. */
export async function startThrowawayMysql(): Promise<ThrowawayMysql> {
  const shared = process.env['TANDEM_TEST_MYSQL_URL'];
  return shared === undefined || shared === '' ? startOwn() : useShared(shared);
}

/** Unique on the server, so that runs side by side do not meet. */
function uniqueNames() {
  const suffix = randomBytes(6).toString('hex');
  const used = new Set<string>();
  const database = (name: string): string => {
    const unique = `${name}_${suffix}`;
    used.add(unique);
    return unique;
  };
  return {used, database};
}

async function useShared(url: string): Promise<ThrowawayMysql> {
  const {used, database} = uniqueNames();
  const not = (): never => {
    throw new Error('the server of TANDEM_TEST_MYSQL_URL belongs to others: it is not killed or paused');
  };
  const dropAll = async (): Promise<void> => {
    const connection = await createConnection(url);
    for (const name of used) await connection.query(`DROP DATABASE IF EXISTS \`${name}\``);
    await connection.end();
  };
  const bare = new URL(url);
  const port = Number(bare.port === '' ? 3306 : bare.port);
  return {url, port, owned: false, database, stop: dropAll, kill: not, pause: not, resume: not, restart: not};
}

async function startOwn(): Promise<ThrowawayMysql> {
  const program = await mariadbProgram();
  const template = await templateFolder(program.install);
  const folder = await mkdtemp(join(tmpdir(), 'tandem-db-'));
  await cp(template, join(folder, 'data'), {recursive: true});
  const port = await freePort();
  let server = await boot(program.server, folder, port);
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    if (server.exitCode !== null || server.signalCode !== null) return;
    const gone = new Promise((resolve) => server.once('exit', resolve));
    server.kill('SIGCONT');
    server.kill(signal);
    await gone;
  };
  // A test run that is broken off must leave no server behind.
  const atExit = (): void => {
    server.kill('SIGKILL');
  };
  process.once('exit', atExit);
  return {
    url: `mysql://root@127.0.0.1:${port}`,
    port,
    owned: true,
    database: (name) => name,
    kill: () => end('SIGKILL'),
    pause: () => standStill(must(server.pid, 'a running server')),
    resume: () => void server.kill('SIGCONT'),
    restart: async () => {
      server = await boot(program.server, folder, port);
    },
    stop: async () => {
      process.removeListener('exit', atExit);
      // Nobody needs the data any more.
      await end('SIGKILL');
      await rm(folder, {recursive: true, force: true});
    },
  };
}

/** An initialised data folder, made once per machine and version of the recipe, then copied. */
async function templateFolder(install: string): Promise<string> {
  const template = join(tmpdir(), 'tandem-mariadb-template-1');
  if (existsSync(template)) return template;
  const making = await mkdtemp(join(tmpdir(), 'tandem-template-'));
  const data = join(making, 'data');
  await mkdir(data);
  const options = ['--no-defaults', `--datadir=${data}`, '--auth-root-authentication-method=normal', '--skip-test-db'];
  await run(install, [...options, ...asRoot(), '--innodb-log-file-size=8M']);
  try {
    await rename(data, template);
  } catch (error) {
    // Another process was faster; its template is as good.
    if (!existsSync(template)) throw error;
  }
  await rm(making, {recursive: true, force: true});
  return template;
}

const asRoot = (): string[] => (process.getuid?.() === 0 ? ['--user=root'] : []);

async function boot(program: string, folder: string, port: number): Promise<ChildProcess> {
  const options = [
    '--no-defaults',
    ...asRoot(),
    `--datadir=${join(folder, 'data')}`,
    `--socket=${join(folder, 's.sock')}`,
    `--pid-file=${join(folder, 'pid')}`,
    `--port=${port}`,
    '--bind-address=127.0.0.1',
    '--skip-networking=0',
    '--skip-name-resolve',
    `--log-error=${join(folder, 'error.log')}`,
    '--innodb-log-file-size=8M',
    '--innodb-buffer-pool-size=64M',
    // As on Amazon RDS, where the compiled-in defaults differ.
    '--character-set-server=utf8mb4',
    '--max-allowed-packet=64M',
    '--transaction-isolation=REPEATABLE-READ',
  ];
  const server = spawn(program, options, {stdio: 'ignore'});
  const deadline = performance.now() + 30_000;
  for (;;) {
    if (server.exitCode !== null)
      throw new Error(`${program} ended with code ${server.exitCode}, see ${folder}/error.log`);
    try {
      const connection = await createConnection({host: '127.0.0.1', port, user: 'root', connectTimeout: 1000});
      await connection.end();
      return server;
    } catch (error) {
      if (performance.now() > deadline) {
        server.kill('SIGKILL');
        throw error;
      }
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const address = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}
