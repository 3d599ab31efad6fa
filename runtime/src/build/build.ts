import {rmSync, statSync} from 'node:fs';
import {join} from 'node:path';
import {buildSync} from 'esbuild';
import {bundleOptions, runtimeFolder} from './bundle-options.ts';

export {runtimeFolder};

/** `pnpm build`: the server with all that it depends on, which is what the image holds. `bytes`: of the server. */
export function build(directory = join(runtimeFolder, 'dist')): {outfile: string; bytes: number} {
  rmSync(directory, {recursive: true, force: true});
  bundle(directory);
  return {outfile: join(directory, 'main.mjs'), bytes: statSync(join(directory, 'server.js')).size};
}

/** The server, bundled into a folder. */
export function bundle(directory: string): void {
  for (const options of bundleOptions(directory)) buildSync(options);
}
