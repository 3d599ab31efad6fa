import {readdirSync, rmSync, statSync} from 'node:fs';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {build as bundle} from 'esbuild';

const entry = fileURLToPath(new URL('../main.ts', import.meta.url));
const standard = fileURLToPath(new URL('../../dist', import.meta.url));

/**
 * `pnpm build`: the server with all that it depends on, which is what the
 * image holds. `main.mjs` starts it; what few nodes ever need, such as the SDK
 * of AWS, lies in parts beside it, which are loaded when they are asked for.
 */
export async function build(directory = standard): Promise<{outfile: string; bytes: number; parts: number}> {
  rmSync(directory, {recursive: true, force: true});
  await bundle({
    entryPoints: {main: entry},
    outdir: directory,
    outExtension: {'.js': '.mjs'},
    chunkNames: 'part-[hash]',
    splitting: true,
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    minify: true,
    keepNames: true,
    legalComments: 'none',
    logLevel: 'error',
    // CommonJS dependencies inside an ES module still ask for `require`.
    banner: {js: "import {createRequire} from 'node:module'; const require = createRequire(import.meta.url);"},
  });
  const outfile = join(directory, 'main.mjs');
  return {outfile, bytes: statSync(outfile).size, parts: readdirSync(directory).length - 1};
}
