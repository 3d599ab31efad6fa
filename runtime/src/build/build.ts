import {statSync} from 'node:fs';
import {fileURLToPath} from 'node:url';
import {build as bundle} from 'esbuild';

const entry = fileURLToPath(new URL('../main.ts', import.meta.url));
const standard = fileURLToPath(new URL('../../dist/main.mjs', import.meta.url));

/** `pnpm build`: the server with all that it depends on in one file, which is what the image holds. */
export async function build(outfile = standard): Promise<{outfile: string; bytes: number}> {
  await bundle({
    entryPoints: [entry],
    outfile,
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
  return {outfile, bytes: statSync(outfile).size};
}
