import {fileURLToPath} from 'node:url';
import type {BuildOptions} from 'esbuild';

/** The folder with the Dockerfile. */
export const runtimeFolder: string = fileURLToPath(new URL('../../', import.meta.url));

/**
 * `import` of `node:http` reads each of its exports, and three of them load the platform's `fetch`: a tenth of what a start takes.
 * This asks for the module as a whole.
 */
const wholeHttp = fileURLToPath(new URL('whole-http.cts', import.meta.url));

/**
 * How the server is bundled into `outdir`, whoever does it. `main.mjs` starts it; what few nodes ever need, such as the SDK
 * of AWS, lies in parts beside it, which are loaded when they are asked for.
 */
export const bundleOptions = (outdir: string): BuildOptions => ({
  entryPoints: {main: fileURLToPath(new URL('../main.ts', import.meta.url))},
  outdir,
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
  alias: {'node:http': wholeHttp, http: wholeHttp},
  // CommonJS dependencies inside an ES module still ask for `require`.
  banner: {js: "import {createRequire} from 'node:module'; const require = createRequire(import.meta.url);"},
});
