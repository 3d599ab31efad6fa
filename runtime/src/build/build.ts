import {readdirSync, rmSync, statSync} from 'node:fs';
import {join} from 'node:path';
import {build as bundle} from 'esbuild';
import {bundleOptions, runtimeFolder} from './bundle-options.ts';

export {bundleOptions, runtimeFolder};

/** `pnpm build`: the server with all that it depends on, which is what the image holds. */
export async function build(
  directory = join(runtimeFolder, 'dist'),
): Promise<{outfile: string; bytes: number; parts: number}> {
  rmSync(directory, {recursive: true, force: true});
  await bundle(bundleOptions(directory));
  const outfile = join(directory, 'main.mjs');
  return {outfile, bytes: statSync(outfile).size, parts: readdirSync(directory).length - 1};
}
