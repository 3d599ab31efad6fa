import {createHash} from 'node:crypto';
import {readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import type {Log} from '@tandem/cluster';
import type {AppMachine} from '../machine/machine.ts';
import type {Input} from '../machine/input.ts';
import type {Reply} from '../machine/reply.ts';

/**
 * Deploys the `*.siddhi` files of a folder whose text was never deployed from
 * there: what was changed or removed by REST since is left as it is. A file
 * that is refused is logged and does not keep back the others.
 */
export async function deployDirectory(
  directory: string,
  machine: AppMachine,
  submit: (input: Input) => Promise<Reply>,
  log: Log,
): Promise<void> {
  const files = readdirSync(directory)
    .filter((file) => file.endsWith('.siddhi'))
    .sort();
  for (const file of files) {
    const text = readFileSync(join(directory, file), 'utf8');
    const version = createHash('sha256').update(text).digest('hex');
    try {
      const {name} = machine.check(text);
      if (machine.fileVersion(name) === version) continue;
      const reply = await submit({kind: 'deploy', text, mode: 'put', file: version});
      if (reply.ok) log.info(`Siddhi App ${name} deployed successfully`, {file});
      else log.error(`${file} was not deployed: ${reply.message}`);
    } catch (error) {
      log.error(`${file} was not deployed: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
}
