import {rmSync} from 'node:fs';
import {join} from 'node:path';
import {pause} from './eventually.ts';
import {removeContainers} from './launch.ts';
import {Network} from './network.ts';
import {works} from './run.ts';

/** What was prepared: the name of the namespaces, the folder with `db` (a file system of its own), and what a node is started from. */
export type Prepared = {prefix: string; folder: string; start: {program: string; former?: string} | {image: string}};

export const databaseFolder = (folder: string): string => join(folder, 'db');

/** Ends every process of the lab and removes its namespaces and files; `keepLogs` leaves the folder. Never rejects. */
export async function clearAway(
  {prefix, folder, start}: Omit<Prepared, 'start'> & {start: Prepared['start'] | undefined},
  keepLogs: boolean,
): Promise<void> {
  const network = new Network(prefix);
  await network.down();
  if (start && 'image' in start) await removeContainers(network);
  // A server that was killed just now may hold it a moment longer.
  for (let tries = 0; tries < 50 && !(await works('umount', databaseFolder(folder))); tries++) await pause(100);
  if (!keepLogs) rmSync(folder, {recursive: true, force: true});
}
