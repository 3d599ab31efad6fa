import type {Bounds, Protocol} from './bounds.ts';
import {protocol as production} from './bounds.ts';
import {PackedSet} from './packed-set.ts';
import type {Ids} from './numbers.ts';
import {Space} from './space.ts';

export type Limits = {
  /** Stops there; the answer then says up to which depth every state was seen. */
  states?: number;
  /** Called every so often; false stops the search. */
  onProgress?: (p: {states: number; expanded: number; depth: number}) => boolean;
  /** Called with states as they are found; a reason ends the search. */
  inspect?: (ids: Ids, space: Space, index: number) => string | undefined;
};
export type Found = {
  /** Every reachable state within the bounds was seen. */
  complete: boolean;
  states: number;
  steps: number;
  /** Number of steps up to which every state was seen. */
  depth: number;
  violation: {what: string; trace: string[]} | undefined;
};

/** Breadth first, so a trace is as short as can be. */
export function search(bounds: Bounds, limits: Limits = {}, protocol: Protocol = production): Found {
  const space = new Space(bounds, protocol);
  const set = new PackedSet(space.width);
  const parents: Uint32Array[] = [];
  const most = limits.states ?? Number.POSITIVE_INFINITY;
  const current = new Uint32Array(space.width);
  const next = new Uint32Array(space.width);
  let steps = 0;
  let depth = 0;
  let levelEnd = 1;
  let expanding = 0;
  let what: string | undefined;
  let complete = true;

  const visit = (): boolean => {
    steps++;
    what = violation(space, bounds, next);
    const index = set.add(next);
    if (index < 0) return false;
    remember(parents, index, expanding);
    what ??= limits.inspect?.(next, space, index);
    return what !== undefined;
  };
  const first = space.first();
  set.add(first);
  remember(parents, 0, 0);
  what = limits.inspect?.(first, space, 0);
  const finish = (found: boolean): Found => ({
    complete: complete && !found,
    states: set.size,
    steps,
    depth,
    violation: found ? {what: what ?? '', trace: trace(space, set, parents, set.size - 1)} : undefined,
  });
  if (what !== undefined) return finish(true);
  for (; expanding < set.size; expanding++) {
    if (expanding === levelEnd) {
      depth++;
      levelEnd = set.size;
    }
    const told = (expanding & 0x3ffff) === 0 && expanding > 0;
    if (set.size >= most || (told && limits.onProgress?.({states: set.size, expanded: expanding, depth}) === false)) {
      complete = false;
      break;
    }
    set.read(expanding, current);
    space.tick(current, next);
    if (visit()) return finish(true);
    let bad = false;
    space.possible(current, (step) => {
      for (const {ids} of space.moves(step, current)) {
        if (bad) return;
        space.after(current, (space.steps[step] as {slots: readonly number[]}).slots, ids, next);
        bad = visit();
      }
    });
    if (bad) return finish(true);
  }
  return finish(false);
}

/** S1, S2, S3; keeps the largest epoch that acted. */
function violation(space: Space, bounds: Bounds, ids: Ids): string | undefined {
  let acting = 0;
  let top = ids[space.width - 1] as number;
  let old = false;
  for (let i = 0; i < bounds.incarnations; i++) {
    const epoch = space.actsIn(i, ids);
    if (epoch === 0) continue;
    acting++;
    if (epoch < top) old = true;
    if (epoch > top) top = epoch;
  }
  ids[space.width - 1] = top;
  if (acting > 1) return 'S1: two may act';
  if (old) return 'S2: an older epoch acts after a newer one';
  return space.world(ids).lost ? 'S3: an answered entry is missing in the active' : undefined;
}

const chunk = 1 << 20;
function remember(parents: Uint32Array[], index: number, parent: number): void {
  if (index % chunk === 0) parents.push(new Uint32Array(chunk));
  (parents[Math.floor(index / chunk)] as Uint32Array)[index % chunk] = parent;
}

/** Replays the way to a state in words. */
function trace(space: Space, set: PackedSet, parents: Uint32Array[], index: number): string[] {
  const way: number[] = [];
  for (let at = index; at !== 0; at = (parents[Math.floor(at / chunk)] as Uint32Array)[at % chunk] as number)
    way.push(at);
  const lines: string[] = [];
  const from = new Uint32Array(space.width);
  const to = new Uint32Array(space.width);
  set.read(0, from);
  for (const at of way.reverse()) {
    set.read(at, to);
    lines.push(stepBetween(space, from, to), `    ${describe(space, to)}`);
    from.set(to);
  }
  return lines;
}

function stepBetween(space: Space, from: Ids, to: Ids): string {
  const next = new Uint32Array(space.width);
  const same = (): boolean => next.every((id, k) => k === space.width - 1 || id === to[k]);
  space.tick(from, next);
  if (same()) return '-- one tick';
  for (let s = 0; s < space.steps.length; s++) {
    const {slots} = space.steps[s] as {slots: readonly number[]};
    for (const {label, ids} of space.moves(s, from)) {
      space.after(from, slots, ids, next);
      if (same()) return label;
    }
  }
  return 'unknown step';
}

function describe(space: Space, ids: Ids): string {
  const {row, processes, world} = space.parts(ids);
  const words = processes.map((p, i) => {
    if (p.leading) {
      const {epoch, leaseView, promiseView, contactView, keeper, unsure, stopped} = p.leading.view;
      const flags = `${unsure ? ' unsure' : ''}${stopped ? ' stopped' : ''}${space.actsIn(i, ids) ? ' ACTS' : ''}`;
      return `${p.name}{active ${epoch}, lease ${leaseView}, promise ${promiseView}, contact ${contactView}, keeper ${keeper}${flags}}`;
    }
    if (!p.following) return `${p.name}{over}`;
    const {promiseUntil, attempt} = p.following.view;
    return `${p.name}{promised ${promiseUntil}${attempt ? ', trying' : ''}${p.following.queue.holds ? ', holds' : ''}}`;
  });
  const {epoch, rev, active, keeper, leaseUntil, released} = row;
  const entry = `${world.journalled ? ' journalled' : ''}${world.answered ? ' answered' : ''}`;
  return `row{${epoch}/${rev} ${active}, keeper ${keeper}, lease ${leaseUntil}${released ? ', released' : ''}}${entry} ${words.join(' ')}`;
}
