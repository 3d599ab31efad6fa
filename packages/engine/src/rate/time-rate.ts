import {Chunk, RESET} from '../core/chunk.ts';
import {recordState} from '../core/state.ts';
import {VersionedMap} from '../core/versioned-map.ts';
import {emit} from '../windows/emit.ts';
import {release, Waiting} from './kept.ts';
import {Latest} from './latest.ts';
import {Limited} from './limited.ts';
import type {GroupKey, RateHost, RateStage} from './rate.ts';
import {Ticks} from './ticks.ts';

/** `output [all] every t`: at each tick, all that came since the one before, in one chunk. */
export function allEveryTime(t: number, {env, next}: RateHost): RateStage {
  const waiting = new Waiting();
  const ticks = new Ticks(env, t, () => {
    const out = new Chunk();
    release(waiting.take(), out);
    emit(next, out);
  });
  env.state('rate', recordState({ticks, waiting}));
  return new Limited((ts, kind, row) => {
    if (kind === RESET) return;
    waiting.push([ts, kind, row]);
    ticks.wait();
  }, next);
}

/** `output last every t`: at each tick the last event; with group by the last of each group, in order of first appearance. */
export function lastEveryTime(t: number, {env, next}: RateHost): RateStage {
  const last = new Latest();
  const ticks = new Ticks(env, t, () => {
    const out = new Chunk();
    last.release(out);
    last.clear();
    emit(next, out);
  });
  env.state('rate', recordState({ticks, last}));
  return new Limited((ts, kind, row, key) => {
    if (kind === RESET) return;
    last.set(key, ts, kind, row);
    ticks.wait();
  }, next);
}

/**
 * `output first every t`: an event passes at once when none passed in the last
 * t ms of the clock; with group by each group for itself. Needs no timer.
 */
export function firstEveryTime(t: number, {env, next}: RateHost): RateStage {
  const passed = new VersionedMap<GroupKey, number>();
  env.state('rate', passed);
  return new Limited((ts, kind, row, key, out) => {
    if (kind === RESET) return;
    const now = env.now();
    const before = passed.get(key);
    if (before !== undefined && before + t > now) return;
    passed.set(key, now);
    out.push(ts, kind, row);
  }, next);
}
