import {fileURLToPath} from 'node:url';
import type {BuildOptions} from 'esbuild';

/** The folder with the Dockerfile. */
export const runtimeFolder: string = fileURLToPath(new URL('../../', import.meta.url));

const source = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

const common: BuildOptions = {
  bundle: true,
  platform: 'node',
  target: 'node24',
  minify: true,
  keepNames: true,
  legalComments: 'none',
  logLevel: 'error',
};

/**
 * How the server is bundled into `outdir`, whoever does it: `main.mjs` starts it. `server.js` is all of it, as a script whose value is a function, so
 * that one file of compiled code serves it; `warm-up.mjs` makes that file. What few nodes ever need, such as the SDK of AWS, is asked for with `import(…)`: it lies in there as
 * functions that have not run.
 */
export const bundleOptions = (outdir: string): BuildOptions[] => [
  {
    ...common,
    entryPoints: {main: source('../boot/boot.ts'), 'warm-up': source('warm-up-command.ts')},
    outdir,
    outExtension: {'.js': '.mjs'},
    format: 'esm',
    // CommonJS dependencies inside an ES module still ask for `require`.
    banner: {js: "const require = process.getBuiltinModule('node:module').createRequire(import.meta.url);"},
  },
  {
    ...common,
    entryPoints: {server: source('../main.ts')},
    outdir,
    format: 'cjs',
    alias: {
      'node:https': source('https-when-used.cts'),
      https: source('https-when-used.cts'),
      'sonic-boom': source('no-destination.cts'),
      'thread-stream': source('no-destination.cts'),
    },
    banner: {js: '(function (require, module) {'},
    footer: {js: '})'},
  },
];
