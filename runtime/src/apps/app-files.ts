import {readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';

export type AppFile = {file: string; text: string};

/** The `*.siddhi` files of a folder, in the order of their names. Throws when there is no such folder. */
export function appFiles(directory: string): AppFile[] {
  return readdirSync(directory)
    .filter((file) => file.endsWith('.siddhi'))
    .sort()
    .map((file) => ({file, text: readFileSync(join(directory, file), 'utf8')}));
}
