import {appendFileSync, chmodSync, cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {buildSync} from 'esbuild';
import {bundle, runtimeFolder} from '@tandem/runtime/build';
import {type SiddhiApp, type SiddhiApps} from './siddhi-apps.ts';

const HANDLER = fileURLToPath(new URL('image-build/handler.ts', import.meta.url));

/** Where the apps that come with the image lie inside it. */
export const APPS_DIRECTORY = '/opt/tandem/apps';

const staged = new Map<SiddhiApps | undefined, string>();

/**
 * The build context of the node's image: its Dockerfile and the bundled server, built here so that a deployment needs no
 * command before it. The same sources give the same bytes, hence the same tag. Made once a process, and gone with it.
 *
 * @param apps what the image carries
 */
export function stageImageSource(apps?: SiddhiApps): string {
  const known = staged.get(apps);
  if (known !== undefined) return known;
  const directory = mkdtempSync(join(tmpdir(), 'tandem-image-'));
  process.once('exit', () => rmSync(directory, {recursive: true, force: true}));
  cpSync(join(runtimeFolder, 'Dockerfile'), join(directory, 'Dockerfile'));
  bundle(join(directory, 'dist'));
  if (apps) addApps(apps.apps, directory);
  makeReadable(directory);
  staged.set(apps, directory);
  return directory;
}

/** For everybody: the modes end up in the image, whose user owns none of it, and whoever deploys may have a strict umask. */
function makeReadable(directory: string): void {
  chmodSync(directory, 0o755);
  for (const entry of readdirSync(directory, {recursive: true, withFileTypes: true}))
    chmodSync(join(entry.parentPath, entry.name), entry.isDirectory() ? 0o755 : 0o644);
}

/** In a layer of their own, after the server's. */
function addApps(apps: readonly SiddhiApp[], directory: string): void {
  mkdirSync(join(directory, 'apps'));
  for (const {file, text} of apps) writeFileSync(join(directory, 'apps', file), text);
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
