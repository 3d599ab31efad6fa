import {spawn} from 'node:child_process';
import {randomBytes} from 'node:crypto';
import {mkdirSync, mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {build} from '@tandem/runtime/build';
import type {Prepared} from './inside.ts';
import {pause} from './lab/eventually.ts';
import {Network} from './lab/network.ts';
import {run, works} from './lab/run.ts';
import {readOptions} from './options.ts';

const steering = fileURLToPath(new URL('inside.ts', import.meta.url));

/** What this machine lacks to run it at all, in words; undefined when nothing. */
async function missing(): Promise<string | undefined> {
  if (process.platform !== 'linux') return 'chaos needs Linux: it works with network namespaces';
  if (process.getuid?.() !== 0) return 'chaos needs root: it makes network namespaces and mounts a file system';
  for (const [program, option] of [
    ['ip', '-V'],
    ['iptables', '-V'],
    ['nsenter', '-V'],
    ['mount', '-V'],
  ] as const)
    if (!(await works(program, option))) return `chaos needs the program ${program}`;
  return undefined;
}

/** `pnpm chaos`. Resolves with the exit code: 0 when every promise was kept. */
export async function chaos(argv: readonly string[]): Promise<number> {
  const options = readOptions(argv);
  const lacks = await missing();
  if (lacks !== undefined) {
    process.stderr.write(`${lacks}\n`);
    return 69;
  }
  const folder = mkdtempSync(join(tmpdir(), 'tandem-chaos-'));
  const prefix = `chaos${randomBytes(2).toString('hex')}`;
  const network = new Network(prefix);
  const database = join(folder, 'db');
  const interrupted = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => interrupted.abort());
  let code = 1;
  try {
    const {outfile: program} = await build(join(folder, 'main.mjs'));
    mkdirSync(database);
    await run('mount', '-t', 'tmpfs', '-o', 'size=700m', 'tmpfs', database);
    await network.up();
    code = await steer(
      {prefix, folder, program},
      network,
      [...argv, '--seed', String(options.seed)],
      interrupted.signal,
    );
  } finally {
    await network.down();
    // A server that was killed just now may hold it a moment longer.
    for (let tries = 0; tries < 50 && !(await works('umount', database)); tries++) await pause(100);
    if (options.keep || (code !== 0 && !interrupted.signal.aborted))
      process.stdout.write(`logs are kept in ${folder}\n`);
    else rmSync(folder, {recursive: true, force: true});
  }
  return interrupted.signal.aborted ? 130 : code;
}

function steer(
  prepared: Prepared,
  network: Network,
  argv: readonly string[],
  interrupted: AbortSignal,
): Promise<number> {
  const [enter, ...where] = network.within('switch');
  const child = spawn(enter, [...where, process.execPath, steering], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    // Ctrl-C reaches this process alone, which then ends what it started in order.
    detached: true,
  });
  child.send({prepared, argv});
  interrupted.addEventListener('abort', () => child.kill('SIGKILL'));
  return new Promise((resolve) => child.once('exit', (code) => resolve(code ?? 1)));
}
