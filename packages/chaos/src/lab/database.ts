import {type ChildProcess, spawn} from 'node:child_process';
import {existsSync, mkdirSync, rmSync, statfsSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {must} from '@tandem/base';
import {mariadbProgram, standStill} from '@tandem/conformance';
import {type Connection, createConnection} from 'mysql2/promise';
import {addressOf, type Network} from './network.ts';
import {run} from './run.ts';
import {eventually} from './eventually.ts';

const user = 'tandem';
const tables = 'tablesdb';
const databases = ['clusterdb', 'persistencedb', tables];

/** A MariaDB in its namespace, its data on a small file system of its own. */
export class Database {
  readonly #network: Network;
  readonly #folder: string;
  readonly #password: string;
  #server: ChildProcess | undefined;

  /** The folder is where a tmpfs is mounted: whoever made it unmounts it. */
  constructor(network: Network, folder: string, password: string) {
    this.#network = network;
    this.#folder = folder;
    this.#password = password;
  }
  /** How a node is told of it. The user has no right to write while the server is read-only. */
  get environment(): Record<string, string> {
    return {
      TANDEM_DATABASE_KIND: 'mysql',
      TANDEM_DATABASE_HOST: addressOf('db'),
      TANDEM_DATABASE_PORT: '3306',
      TANDEM_DATABASE_USER: user,
      TANDEM_DATABASE_PASSWORD: this.#password,
    };
  }
  async create(): Promise<void> {
    const {install} = await mariadbProgram();
    const data = join(this.#folder, 'data');
    mkdirSync(data, {recursive: true});
    const options = ['--auth-root-authentication-method=normal', '--skip-test-db', '--user=root'];
    await run(install, '--no-defaults', `--datadir=${data}`, ...options, '--innodb-log-file-size=16M');
    await this.start();
    await this.asRoot(async (root) => {
      await root.query(`CREATE USER '${user}'@'%' IDENTIFIED BY '${this.#password}'`);
      await root.query(`CREATE DATABASE ${tables}`);
      for (const name of databases) await root.query(`GRANT ALL ON ${name}.* TO '${user}'@'%'`);
    });
  }
  /** `@store` of a table that an app has here. */
  get store(): string {
    const url = `jdbc:mysql://${addressOf('db')}:3306/${tables}`;
    return `@store(type='rdbms', jdbc.url='${url}', username='${user}', password='${this.#password}')`;
  }
  /** Rows of a query on the tables of apps, whatever the network does. */
  async rows(query: string): Promise<unknown[][]> {
    return this.asRoot(async (root) => {
      const [rows] = await root.query({sql: query, rowsAsArray: true});
      return rows as unknown as unknown[][];
    });
  }
  async start(): Promise<void> {
    const {server: program} = await mariadbProgram();
    const [enter, ...where] = this.#network.within('db');
    const at = (name: string): string => join(this.#folder, name);
    const options = [
      '--no-defaults',
      '--user=root',
      `--datadir=${at('data')}`,
      `--socket=${at('s.sock')}`,
      `--pid-file=${at('pid')}`,
      `--tmpdir=${this.#folder}`,
      '--port=3306',
      '--bind-address=0.0.0.0',
      '--skip-name-resolve',
      `--log-error=${at('error.log')}`,
      '--innodb-log-file-size=16M',
      '--innodb-buffer-pool-size=64M',
      '--innodb-lock-wait-timeout=5',
      '--character-set-server=utf8mb4',
      '--max-allowed-packet=64M',
    ];
    const server = spawn(enter, [...where, program, ...options], {stdio: 'ignore'});
    this.#server = server;
    server.on('exit', () => {
      if (this.#server === server) this.#server = undefined;
    });
    await eventually(60_000, 'the database to answer', async () => {
      if (server.exitCode !== null || server.signalCode !== null)
        throw new Error(`mariadbd ended with ${server.exitCode ?? server.signalCode}`);
      return (await this.answers()) ? true : undefined;
    });
  }
  get running(): boolean {
    return this.#server !== undefined;
  }
  async answers(): Promise<boolean> {
    return this.asRoot(async (root) => void (await root.query('SELECT 1'))).then(
      () => true,
      () => false,
    );
  }
  /** Work on a connection of the administrator, by the server's socket: no network fault concerns it. */
  async asRoot<T>(work: (root: Connection) => Promise<T>): Promise<T> {
    const socketPath = join(this.#folder, 's.sock');
    const root = await createConnection({socketPath, user: 'root', connectTimeout: 2000});
    root.on('error', () => undefined);
    try {
      return await work(root);
    } finally {
      root.destroy();
    }
  }
  async end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    const server = this.#server;
    if (!server) return;
    const gone = new Promise((resolve) => server.once('exit', resolve));
    server.kill(signal);
    await gone;
  }
  pause(): void {
    standStill(must(this.#server?.pid, 'a running server'));
  }
  resume(): void {
    this.#server?.kill('SIGCONT');
  }
  /** Leaves no room on the file system. */
  fill(): void {
    const {bavail, bsize} = statfsSync(this.#folder);
    const ballast = Buffer.alloc(Math.max(0, bavail * bsize));
    try {
      writeFileSync(this.#ballast, ballast);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error; // the server took some meanwhile: full all the same
    }
  }
  makeRoom(): void {
    rmSync(this.#ballast, {force: true});
  }
  get full(): boolean {
    return existsSync(this.#ballast);
  }
  get #ballast(): string {
    return join(this.#folder, 'ballast');
  }
}
