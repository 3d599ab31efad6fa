import {createHash} from 'node:crypto';
import type {Log} from '@tandem/cluster';
import type {AppMachine} from '../machine/machine.ts';
import type {Input} from '../machine/input.ts';
import type {Reply} from '../machine/reply.ts';
import {type AppFile, appFiles} from './app-files.ts';

type Wanted = AppFile & {name: string; version: string};

/**
 * Makes the apps those of a folder of `*.siddhi` files.
 *
 * - A file whose text was never deployed from there is deployed. State goes over to what did not change; what starts without is logged.
 * - An app that came from a file which is gone is stopped and keeps its state.
 * - What was changed or removed by REST since is left as it is.
 * - A file that is refused is logged and does not keep back the others; nothing is stopped then, since it may hold any app.
 */
export async function deployDirectory(
  directory: string,
  machine: AppMachine,
  submit: (input: Input) => Promise<Reply>,
  log: Log,
): Promise<void> {
  const {wanted, complete} = readWanted(directory, machine, log);
  for (const name of machine.fileApps()) {
    if (!complete || wanted.has(name)) continue;
    const reply = await submit({kind: 'withdraw', app: name});
    if (reply.ok) log.info(`Siddhi App ${name} undeployed: its file is gone; its state is kept until it is deleted`);
    else log.error(`${name} was not undeployed: ${reply.message}`);
  }
  for (const {file, text, name, version} of wanted.values()) {
    if (machine.fileVersion(name) === version) continue;
    const reply = await submit({kind: 'deploy', text, mode: 'put', file: version});
    if (!reply.ok) {
      log.error(`${file} was not deployed: ${reply.message}`);
      continue;
    }
    log.info(`Siddhi App ${name} deployed successfully`, {file});
    if ('notes' in reply) for (const note of reply.notes) log.warn(`Siddhi App ${name}: ${note}`, {file});
  }
}

function readWanted(
  directory: string,
  machine: AppMachine,
  log: Log,
): {wanted: Map<string, Wanted>; complete: boolean} {
  const wanted = new Map<string, Wanted>();
  let complete = true;
  for (const {file, text} of appFiles(directory)) {
    try {
      const {name} = machine.check(text);
      const other = wanted.get(name);
      if (other) throw new Error(`${other.file} has an app ${name} too`);
      wanted.set(name, {file, text, name, version: createHash('sha256').update(text).digest('hex')});
    } catch (error) {
      complete = false;
      log.error(`${file} was not deployed: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  return {wanted, complete};
}
