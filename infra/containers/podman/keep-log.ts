import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {createWriteStream} from 'node:fs';
import {join} from 'node:path';

/** What a container has written, into a file of the folder. */
export async function keepLog(container: string, folder: string): Promise<void> {
  const log = createWriteStream(join(folder, `${container}.log`));
  const child = spawn('podman', ['logs', '--timestamps', container], {stdio: ['ignore', 'pipe', 'pipe']});
  child.stdout.pipe(log, {end: false});
  child.stderr.pipe(log, {end: false});
  await once(child, 'close');
  log.end();
  await once(log, 'finish');
}
