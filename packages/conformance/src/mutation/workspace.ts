import {cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {basename, join} from 'node:path';
import {fileURLToPath} from 'node:url';

export const root: string = fileURLToPath(new URL('../../../..', import.meta.url));

/**
 * A copy of the packages in a temporary folder, in which sources may be broken.
 * All its workspace imports lead to the copy, all others to the original's modules.
 */
export class Workspace {
  readonly folder: string = mkdtempSync(join(tmpdir(), 'tandem-mutation-'));

  constructor() {
    const caches = new Set(['.cache', '.vite']);
    cpSync(join(root, 'packages'), join(this.folder, 'packages'), {
      recursive: true,
      verbatimSymlinks: true,
      filter: (path) => !caches.has(basename(path)),
    });
    cpSync(join(root, 'docs'), join(this.folder, 'docs'), {recursive: true});
    for (const file of ['vitest.config.ts', 'package.json', 'tsconfig.base.json', 'tsconfig.json'])
      cpSync(join(root, file), join(this.folder, file));
    this.#linkModules();
  }
  get packages(): string {
    return join(this.folder, 'packages');
  }
  /** Writes a file under packages/; what is answered writes it back. */
  replace(file: string, text: string): () => void {
    const path = join(this.packages, file);
    const before = readFileSync(path, 'utf8');
    writeFileSync(path, text);
    return () => writeFileSync(path, before);
  }
  remove(): void {
    rmSync(this.folder, {recursive: true, force: true});
  }
  #linkModules(): void {
    const [from, to] = [join(root, 'node_modules'), join(this.folder, 'node_modules')];
    mkdirSync(join(to, '@tandem'), {recursive: true});
    for (const name of readdirSync(from))
      if (name !== '@tandem' && name !== '.cache' && name !== '.vite') symlinkSync(join(from, name), join(to, name));
    for (const name of readdirSync(this.packages)) symlinkSync(join(this.packages, name), join(to, '@tandem', name));
  }
}
