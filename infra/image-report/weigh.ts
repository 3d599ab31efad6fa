import {readFileSync} from 'node:fs';
import {join} from 'node:path';

export type Layer = {
  /** The instruction that made it, shortened. */
  readonly madeBy: string;
  /** What a registry stores and a task pulls, bytes. */
  readonly compressed: number;
};

type Manifest = {config: {digest: string}; layers: {size: number}[]};
type Config = {history?: {created_by?: string; empty_layer?: boolean}[]};

/** The layers of an image that `podman save --format docker-dir --compress` wrote to a folder. */
export function weigh(folder: string): Layer[] {
  const manifest = read(folder, 'manifest.json') as Manifest;
  const config = read(folder, manifest.config.digest.replace('sha256:', '')) as Config;
  const making = (config.history ?? []).filter(({empty_layer: empty}) => empty !== true);
  return manifest.layers.map(({size}, at) => ({
    madeBy: (making[at]?.created_by ?? 'unknown')
      .replace(/^\/bin\/sh -c (?:#\(nop\) )?/, '')
      .replace(/:[0-9a-f]{64}/, '')
      .slice(0, 80),
    compressed: size,
  }));
}

function read(folder: string, file: string): unknown {
  return JSON.parse(readFileSync(join(folder, file), 'utf8'));
}
