import {execFile} from 'node:child_process';
import {existsSync} from 'node:fs';
import {delimiter, join} from 'node:path';
import {promisify} from 'node:util';

const run = promisify(execFile);

export type MariadbProgram = {server: string; install: string};

/** Where MariaDB's programs are. Installs them on Debian when allowed to; else throws one line that says what to do. */
export async function mariadbProgram(): Promise<MariadbProgram> {
  return find() ?? (await install());
}

function find(): MariadbProgram | undefined {
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin', '/usr/local/sbin', '/usr/local/bin'];
  const path = (name: string) => folders.map((folder) => join(folder, name)).find((file) => existsSync(file));
  const server = path('mariadbd');
  const install = path('mariadb-install-db');
  return server !== undefined && install !== undefined ? {server, install} : undefined;
}

async function install(): Promise<MariadbProgram> {
  const remedy = 'set TANDEM_TEST_MYSQL_URL=mysql://user:password@host:port, or install mariadb-server';
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get'))
    throw new Error(`tests against a real database need one: ${remedy}`);
  try {
    await apt('update');
    await apt('install', '-y', '--no-install-recommends', 'mariadb-server', 'mariadb-client');
  } catch (error) {
    throw new Error(`installing mariadb-server failed: ${remedy}`, {cause: error});
  }
  const found = find();
  if (!found) throw new Error(`mariadb-server is installed, but mariadbd is nowhere to be found: ${remedy}`);
  return found;
}

/** A service that the package starts by itself would take memory and a port for nothing: RUNLEVEL=1 keeps it from that. */
const apt = (...words: string[]) =>
  run('apt-get', [...words, '-o', 'DPkg::Lock::Timeout=300'], {
    env: {...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1'},
    maxBuffer: 64 << 20,
  });
