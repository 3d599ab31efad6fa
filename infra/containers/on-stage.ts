import {rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {NoContainers} from './podman/podman.ts';
import {Stage} from './stage.ts';

/** As in `sysexits.h`: something that the command needs is not there. */
const UNAVAILABLE = 69;

/**
 * Runs something on a stage and clears it, whatever happens: an interrupt does so too. The logs of a round that fails are kept.
 *
 * @param act gives what is to be done with the names of what could not be removed, and the exit code
 */
export async function onStage(
  say: (line: string) => void,
  act: (stage: Stage) => Promise<(left: readonly string[]) => number>,
): Promise<number> {
  let stage: Stage;
  try {
    stage = await Stage.open();
  } catch (error) {
    if (!(error instanceof NoContainers)) throw error;
    process.stderr.write(`${error.message}\n`);
    return UNAVAILABLE;
  }
  process.once('SIGINT', () => {
    say('interrupted: removing containers, network and images');
    void stage.clear().finally(() => process.exit(130));
  });
  try {
    const finish = await act(stage);
    const logs = await keepLogs(stage);
    const code = finish(await stage.clear());
    if (code === 0) rmSync(logs, {recursive: true, force: true});
    else say(`the logs of the containers are in ${logs}`);
    return code;
  } catch (error) {
    say(`failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    say(`the logs of the containers are in ${await keepLogs(stage)}`);
    await stage.clear();
    return 1;
  }
}

async function keepLogs(stage: Stage): Promise<string> {
  const folder = join(tmpdir(), `${stage.network.name}-logs`);
  await stage.keepLogs(folder);
  return folder;
}
