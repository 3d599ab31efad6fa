import {lstatSync, readdirSync} from 'node:fs';
import {join} from 'node:path';

export type Contents = {
  readonly files: number;
  readonly bytes: number;
  /** The ten largest, with their bytes. */
  readonly largest: readonly (readonly [string, number])[];
  /** Files that raise the rights of who runs them: expected none. */
  readonly setuid: readonly string[];
  /** Folders that everybody may write to. */
  readonly writable: readonly string[];
  readonly programs: readonly string[];
};

const SETUID = 0o6000;
const WORLD_WRITABLE = 0o002;
const EXECUTABLE = 0o111;

/** What lies in the file system of an image, mounted at a folder. */
export function contentsOf(root: string): Contents {
  const files: [string, number][] = [];
  const setuid: string[] = [];
  const writable: string[] = [];
  const programs: string[] = [];
  const walk = (folder: string): void => {
    for (const entry of readdirSync(join(root, folder), {withFileTypes: true})) {
      const path = `${folder}/${entry.name}`;
      const {mode, size} = lstatSync(join(root, path));
      if (entry.isDirectory()) {
        if ((mode & WORLD_WRITABLE) !== 0) writable.push(path);
        walk(path);
      } else if (entry.isFile()) {
        files.push([path, size]);
        if ((mode & SETUID) !== 0) setuid.push(path);
        if ((mode & EXECUTABLE) !== 0 && !/\.so[.\d]*$/.test(path)) programs.push(path);
      }
    }
  };
  walk('');
  return {
    files: files.length,
    bytes: files.reduce((sum, [, size]) => sum + size, 0),
    largest: files.sort((a, b) => b[1] - a[1]).slice(0, 10),
    setuid,
    writable,
    programs: programs.sort(),
  };
}
