import {spawn} from 'node:child_process';
import {randomBytes} from 'node:crypto';
import {mkdirSync, mkdtempSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {build} from '@tandem/runtime/build';
import {clearAway, databaseFolder, type Prepared} from './lab/clear-away.ts';
import {buildFormer} from './lab/former.ts';
import {Network} from './lab/network.ts';
import {run} from './lab/run.ts';
import {missing} from './missing.ts';
import {readOptions} from './options.ts';

const steering = fileURLToPath(new URL('inside.ts', import.meta.url));

/** `pnpm chaos`. Resolves with the exit code: 0 when every promise was kept, 69 when this machine cannot run it, 130 when interrupted. */
export async function chaos(argv: readonly string[]): Promise<number> {
  const options = readOptions(argv);
  const lacks = await missing(options.image);
  if (lacks !== undefined) {
    process.stderr.write(`${lacks}\n`);
    return 69;
  }
  const folder = mkdtempSync(join(tmpdir(), 'tandem-chaos-'));
  const prefix = `chaos${randomBytes(2).toString('hex')}`;
  const interrupted = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => interrupted.abort());
  let code = 1;
  let start: Prepared['start'] | undefined;
  try {
    start = options.image === undefined ? await programs(options.from, folder) : {image: options.image};
    mkdirSync(databaseFolder(folder));
    await run('mount', '-t', 'tmpfs', '-o', 'size=700m', 'tmpfs', databaseFolder(folder));
    const network = new Network(prefix);
    await network.up();
    // The seed once more: the steering process must not draw another one.
    code = await steer({prefix, folder, start}, network, [...argv, '--seed', String(options.seed)], interrupted.signal);
  } finally {
    const keepLogs = options.keep || (code !== 0 && !interrupted.signal.aborted);
    await clearAway({prefix, folder, start}, keepLogs);
    if (keepLogs) process.stdout.write(`logs are kept in ${folder}\n`);
  }
  return interrupted.signal.aborted ? 130 : code;
}

async function programs(from: string | undefined, folder: string): Promise<{program: string; former?: string}> {
  const {outfile: program} = build(join(folder, 'server'));
  return from === undefined ? {program} : {program, former: await buildFormer(from, folder)};
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
