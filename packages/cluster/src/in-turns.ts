import type {Ground} from './ground.ts';

/** Steps of one turn at most, whatever the clock says. */
const stepsPerTurn = 200;

/**
 * Works in turns of about `longest` ms, between which everything else goes on:
 * entries, heartbeats, acknowledgements. Stops before a turn, answering
 * undefined, once it is `gone`; never goes on once the incarnation is over.
 */
export async function inTurns<T>(
  ground: Ground,
  longest: number,
  steps: Generator<void, T>,
  gone: () => boolean,
): Promise<{value: T} | undefined> {
  for (;;) {
    if (ground.ended) await ground.pause(0);
    const began = ground.now;
    for (let n = 0; n < stepsPerTurn; n++) {
      const step = steps.next();
      if (step.done === true) return {value: step.value};
      if (ground.now - began >= longest) break;
    }
    await ground.pause(0);
    if (gone()) return undefined;
  }
}

/** A cut is written beside entries that want to be applied: ms of a turn. */
export const cutTurn = 1;
/** A state is restored while nothing is applied: ms of a turn. */
export const restoreTurn = 4;
