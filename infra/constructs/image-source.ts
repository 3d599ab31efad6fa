import {appendFileSync, cpSync, existsSync, mkdtempSync, readdirSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {basename, join, resolve} from 'node:path';
import {fileURLToPath} from 'node:url';
import {buildSync} from 'esbuild';
import {refuse} from './refuse.ts';

const RUNTIME = fileURLToPath(new URL('../../runtime/', import.meta.url));
const HANDLER = fileURLToPath(new URL('image-build/handler.ts', import.meta.url));

/** Where the apps that come with the image lie inside it. */
export const APPS_DIRECTORY = '/opt/tandem/apps';

const staged = new Map<string, string>();

/**
 * The build context of the node's image: its Dockerfile and the bundled server, built here so that a deployment needs no
 * command before it. The same sources give the same bytes, hence the same tag. Made once a process, and gone with it.
 *
 * @param apps a folder of `*.siddhi` files that the image carries
 */
export function stageImageSource(apps?: string): string {
  const known = staged.get(apps ?? '');
  if (known !== undefined) return known;
  const appFiles = apps === undefined ? [] : appsIn(resolve(apps));
  const directory = mkdtempSync(join(tmpdir(), 'tandem-image-'));
  process.once('exit', () => rmSync(directory, {recursive: true, force: true}));
  cpSync(join(RUNTIME, 'Dockerfile'), join(directory, 'Dockerfile'));
  bundleServer(join(directory, 'dist'));
  if (appFiles.length > 0) addApps(appFiles, directory);
  staged.set(apps ?? '', directory);
  return directory;
}

/** As `pnpm build` does. */
function bundleServer(outdir: string): void {
  buildSync({
    entryPoints: {main: join(RUNTIME, 'src/main.ts')},
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
    // CommonJS dependencies inside an ES module still ask for `require`.
    banner: {js: "import {createRequire} from 'node:module'; const require = createRequire(import.meta.url);"},
  });
}

function appsIn(folder: string): string[] {
  const found = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.siddhi')) : [];
  return found.length > 0
    ? found.map((name) => join(folder, name))
    : refuse('apps', folder, 'a folder with at least one *.siddhi file');
}

function addApps(files: readonly string[], directory: string): void {
  for (const file of files) cpSync(file, join(directory, 'apps', basename(file)));
  appendFileSync(join(directory, 'Dockerfile'), `\nCOPY apps/ ${APPS_DIRECTORY}/\n`);
}

/** The custom resource's handler as one text, small enough to lie in the template itself. */
export function bundleBuildHandler(): string {
  const {outputFiles} = buildSync({
    entryPoints: [HANDLER],
    bundle: true,
    write: false,
    platform: 'node',
    target: 'node24',
    format: 'cjs',
    minify: true,
    external: ['@aws-sdk/*'],
    logLevel: 'error',
  });
  return outputFiles[0]?.text ?? '';
}
