import {RESET} from '../core/chunk.ts';
import {recordState} from '../core/state.ts';
import {VersionedMap} from '../core/versioned-map.ts';
import {release, Waiting} from './kept.ts';
import {Latest} from './latest.ts';
import {Limited} from './limited.ts';
import type {GroupKey, RateHost, RateStage} from './rate.ts';

/** `output [all] every n events`: collects n events, then lets all of them go. */
export function allEveryEvents(n: number, {env, next}: RateHost): RateStage {
  const waiting = new Waiting();
  env.state('rate', waiting);
  return new Limited((ts, kind, row, _key, out) => {
    if (kind === RESET) return;
    if (waiting.push([ts, kind, row]) >= n) release(waiting.take(), out);
  }, next);
}

/** `output first every n events`: the 1st, the n+1-th, …; with group by each group counts for itself. */
export function firstEveryEvents(n: number, {env, next}: RateHost): RateStage {
  const counts = new VersionedMap<GroupKey, number>();
  env.state('rate', counts);
  return new Limited((ts, kind, row, key, out) => {
    if (kind === RESET) return;
    const count = counts.get(key) ?? 0;
    counts.set(key, (count + 1) % n);
    if (count === 0) out.push(ts, kind, row);
  }, next);
}

/**
 * `output last every n events`: the n-th, the 2n-th, …; with group by, after
 * every n events of all groups together, the last of each group among them, in
 * order of first appearance.
 */
export function lastEveryEvents(n: number, {env, next}: RateHost): RateStage {
  let count = 0;
  const last = new Latest();
  env.state('rate', recordState({count: {save: () => count, load: (state) => void (count = state as number)}, last}));
  return new Limited((ts, kind, row, key, out) => {
    if (kind === RESET) return;
    last.set(key, ts, kind, row);
    if (++count < n) return;
    last.release(out);
    last.clear();
    count = 0;
  }, next);
}
