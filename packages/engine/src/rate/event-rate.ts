import type {Plain} from '@tandem/wire';
import {RESET} from '../core/chunk.ts';
import {type Kept, loadGroups, loadKept, release, saveGroups, saveKept} from './kept.ts';
import {Limited} from './limited.ts';
import type {GroupKey, RateHost, RateStage} from './rate.ts';

/** `output [all] every n events`: collects n events, then lets all of them go. */
export function allEveryEvents(n: number, {env, next}: RateHost): RateStage {
  let waiting: Kept[] = [];
  env.state('rate', {
    save: () => saveKept(waiting),
    load: (state) => {
      waiting = loadKept(state);
    },
  });
  return new Limited((ts, kind, row, _key, out) => {
    if (kind === RESET) return;
    waiting.push([ts, kind, row]);
    if (waiting.length < n) return;
    release(waiting, out);
    waiting = [];
  }, next);
}

/** `output first every n events`: the 1st, the n+1-th, …; with group by each group counts for itself. */
export function firstEveryEvents(n: number, {env, next}: RateHost): RateStage {
  let counts = new Map<GroupKey, number>();
  env.state('rate', {
    save: (): Plain => new Map(counts),
    load: (state) => {
      counts = new Map(state as ReadonlyMap<GroupKey, number>);
    },
  });
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
  let last = new Map<GroupKey, Kept>();
  env.state('rate', {
    save: () => ({count, last: saveGroups(last)}),
    load: (state) => {
      const saved = state as {count: number; last: Plain};
      count = saved.count;
      last = loadGroups(saved.last);
    },
  });
  return new Limited((ts, kind, row, key, out) => {
    if (kind === RESET) return;
    last.set(key, [ts, kind, row]);
    if (++count < n) return;
    release(last.values(), out);
    last.clear();
    count = 0;
  }, next);
}
