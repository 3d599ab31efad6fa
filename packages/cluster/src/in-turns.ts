import type {Pace} from './pace.ts';

/** Steps of one turn at most, whatever the clock says. */
const stepsPerTurn = 200;
/** Longest wait between two turns, ms: a turn in which the machine stood still says nothing of what is left to do. */
const longestRest = 25;
/** What the newest wait counts for in how busy the thread is. */
const newest = 1 / 8;

/** What `inTurns` needs of a `Ground`. */
export type Thread = {
  readonly now: number;
  readonly ended: boolean;
  /** ms for which it has been busy so far. */
  readonly busy: number;
  pause(ms: number): Promise<void>;
};

/**
 * Works in turns, between which everything else goes on: entries, heartbeats, acknowledgements. `pace` says how long
 * they are and how far apart; they come to an end under any load, as the thread's being busy makes them rarer only
 * up to a point. Stops before a turn, answering undefined, once it is `gone`; never goes on once the incarnation is over.
 */
export async function inTurns<T>(
  thread: Thread,
  pace: Pace,
  steps: Generator<void, T>,
  gone: () => boolean,
): Promise<{value: T} | undefined> {
  // As long as nothing is known of it, it has much to do.
  let busy = 1;
  for (;;) {
    if (thread.ended) await thread.pause(0);
    const {longest, share} = pace(busy);
    const began = thread.now;
    for (let n = 0; n < stepsPerTurn; n++) {
      const step = steps.next();
      if (step.done === true) return {value: step.value};
      if (thread.now - began >= longest) break;
    }
    const [ended, before] = [thread.now, thread.busy];
    await thread.pause(Math.min(((ended - began) * (1 - share)) / share, longestRest));
    if (gone()) return undefined;
    const rested = thread.now - ended;
    if (rested > 0) busy += newest * (Math.min((thread.busy - before) / rested, 1) - busy);
  }
}
