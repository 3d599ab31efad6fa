import {mkdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {run} from './run.ts';

const here = fileURLToPath(new URL('.', import.meta.url));

/** Builds the server as it was at a commit, with the packages that its lock file names. Resolves with the program, in `folder`. */
export async function buildFormer(ref: string, folder: string): Promise<string> {
  const sources = join(folder, 'former');
  mkdirSync(sources);
  const top = (await run('git', '-C', here, 'rev-parse', '--show-toplevel')).trim();
  const archive = join(folder, 'former.tar');
  await run('git', '-C', top, 'archive', '--format=tar', `--output=${archive}`, ref);
  await run('tar', '-xf', archive, '-C', sources);
  const {packageManager} = JSON.parse(readFileSync(join(sources, 'package.json'), 'utf8')) as {packageManager: string};
  await run('npx', '-y', packageManager, '--dir', sources, 'install', '--frozen-lockfile', '--prefer-offline');
  await run(process.execPath, join(sources, 'scripts', 'build.ts'));
  return join(sources, 'runtime', 'dist', 'main.mjs');
}
