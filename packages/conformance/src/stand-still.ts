import {readdirSync, readFileSync} from 'node:fs';
import {assert} from '@tandem/base';

/**
 * Stops a process and returns when it stands. SIGSTOP alone only asks: on a
 * busy machine other threads of the process answer one more request before
 * they see it. Where there is no /proc, it does only ask.
 */
export function standStill(pid: number): void {
  process.kill(pid, 'SIGSTOP');
  if (process.platform !== 'linux') return;
  const patience = 5000;
  for (let waited = 0; threadStates(pid).some((state) => state !== 'T'); waited++) {
    assert(waited < patience, `process ${pid} does not stop`);
    Atomics.wait(pause, 0, 0, 1);
  }
}

const pause = new Int32Array(new SharedArrayBuffer(4));

/** As in `ps`: R runs, S sleeps, T is stopped. */
function threadStates(pid: number): string[] {
  return readdirSync(`/proc/${pid}/task`).map((thread) => {
    const line = readFileSync(`/proc/${pid}/task/${thread}/stat`, 'utf8');
    // "pid (name) state ...", and the name may hold anything.
    return line.charAt(line.lastIndexOf(')') + 2);
  });
}
