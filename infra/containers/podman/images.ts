import {createHash} from 'node:crypto';
import {readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {type Podman} from './podman.ts';

/** Builds a folder's Dockerfile as it is. @returns seconds that it took */
export async function buildImage(podman: Podman, folder: string, tag: string): Promise<number> {
  const began = performance.now();
  // The format is Docker's, as CodeBuild's `docker build` gives it: OCI's knows no HEALTHCHECK.
  await podman.run(['build', '--quiet', '--format', 'docker', '--pull=missing', '--tag', tag, folder]);
  return (performance.now() - began) / 1000;
}

/** The image of a folder, built once for its content and kept. */
export async function keptImage(podman: Podman, folder: string, name: string): Promise<{tag: string; seconds: number}> {
  const hash = createHash('sha256');
  for (const file of readdirSync(folder).sort()) hash.update(file).update(readFileSync(join(folder, file)));
  const tag = `${name}:${hash.digest('hex').slice(0, 12)}`;
  const exists = await podman.run(['image', 'exists', tag]).then(
    () => true,
    () => false,
  );
  return {tag, seconds: exists ? 0 : await buildImage(podman, folder, tag)};
}
