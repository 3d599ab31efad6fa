import {readFileSync} from 'node:fs';
import {must} from '@tandem/base';
import {createApp} from '@tandem/engine';
import {shapes} from './shapes.ts';
import {inTurns, type Turns, turns} from './turns.ts';

/** As the cluster does it, ms of a turn. */
const restoreTurn = 4;

/** `cpu`: seconds of CPU time of the thread. */
export type Restored = {restoring: Turns; cpu: number};

function* nothing(): Generator<void, void> {}

/** The snapshot of a shape taken back by a process that has done nothing else, as after a start. */
export async function restored(index: number, n: number, file: string): Promise<Restored> {
  const {text} = must(shapes(n)[index], 'a shape');
  const bytes = readFileSync(file);
  const app = createApp(text);
  app.start();
  // What measures is loaded by node when it is first used.
  await inTurns(nothing(), restoreTurn, [], []);
  const took: number[] = [];
  const disturbed: boolean[] = [];
  const before = process.threadCpuUsage();
  await inTurns(app.restoreSteps(bytes), restoreTurn, took, disturbed);
  const {user, system} = process.threadCpuUsage(before);
  return {restoring: turns(took, disturbed), cpu: (user + system) / 1e6};
}
