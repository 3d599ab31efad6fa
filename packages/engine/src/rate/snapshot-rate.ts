import {encode, type Plain} from '@tandem/wire';
import type {Row, Value} from '../api.ts';
import {Chunk, CURRENT, RESET} from '../core/chunk.ts';
import {recordState} from '../core/state.ts';
import {emit} from '../windows/emit.ts';
import {Latest} from './latest.ts';
import {Limited} from './limited.ts';
import type {GroupKey, RateHost, RateInfo, RateStage} from './rate.ts';
import {RowGroups} from './row-groups.ts';
import {Ticks} from './ticks.ts';

/** Without a window: at each tick again the last event ever; with group by the last of every group. */
export function lastSnapshot(t: number, {env, next}: RateHost): RateStage {
  const last = new Latest();
  const ticks = new Ticks(env, t, () => {
    const out = new Chunk();
    last.release(out);
    ticks.wait();
    emit(next, out);
  });
  env.state('rate', recordState({ticks, last}));
  return new Limited((ts, kind, row, key) => {
    if (kind !== CURRENT) return;
    last.set(key, ts, kind, row);
    ticks.wait();
  }, next);
}

/**
 * With a window: at each tick the rows of the events now in it. A current
 * event adds its row, an expired one takes away the oldest row that is equal
 * in the columns without aggregators; a reset clears.
 *
 * Columns with aggregators show the newest values, whichever kind of event
 * brought them: without group by on all rows (one row where there is no other
 * column), with group by on one row per group, the group's oldest.
 */
export function windowSnapshot(t: number, {grouped, aggregates}: RateInfo, {env, next}: RateHost): RateStage {
  const plain = aggregates.flatMap((aggregate, i) => (aggregate ? [] : [i]));
  const aggregated = aggregates.flatMap((aggregate, i) => (aggregate ? [i] : []));
  const single = aggregated.length > 0 && (grouped || plain.length === 0);
  const groups = new RowGroups();
  /** Aggregates of a query without group by outlive none of its rows, so one group serves both forms. */
  const groupOf = (key: GroupKey): GroupKey => (grouped && aggregated.length > 0 ? key : null);

  const ticks = new Ticks(env, t, () => {
    const out = new Chunk();
    for (const {rows, latest} of groups.values()) {
      for (const [ts, kind, row] of rows.values()) {
        out.push(ts, kind, renewed(row, latest, aggregated));
        if (single) break;
      }
    }
    if (out.length > 0) ticks.wait();
    emit(next, out);
  });
  env.state('rate', recordState({ticks, serial: groups.serial, groups}));
  return new Limited((ts, kind, row, key) => {
    if (kind === RESET) {
      groups.clear();
      return;
    }
    const id = groupOf(key);
    const group = kind === CURRENT ? groups.opened(id, row) : groups.changing(id);
    if (!group) return;
    if (kind === CURRENT) {
      groups.add(group, [ts, kind, row]);
      ticks.wait();
    } else {
      group.rows.dropFirst((held) => plain.every((i) => equal(held[i] ?? null, row[i] ?? null)));
      if (group.rows.size === 0) groups.delete(group);
    }
    group.latest = row;
  }, next);
}

function renewed(row: Row, latest: Row, aggregated: readonly number[]): Row {
  if (aggregated.length === 0) return row;
  const copy = [...row];
  for (const i of aggregated) copy[i] = latest[i] ?? null;
  return copy;
}

/** Objects are equal when they are written alike: after a restart the same object is another. */
function equal(a: Value, b: Value): boolean {
  if (Object.is(a, b) || a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  const left = encode(a as Plain);
  const right = encode(b as Plain);
  return left.length === right.length && left.every((byte, i) => byte === right[i]);
}
