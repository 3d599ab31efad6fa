import type {LeaderRow} from '../ports.ts';
import {timingsOf} from './bounds.ts';
import {settled} from './aging.ts';
import type {Process, World} from './state.ts';
import type {Scope} from './step.ts';

export const inFlight = (p: Process): number =>
  (p.change === null ? 0 : 1) + (p.touch === null ? 0 : 1) + (p.write === null ? 0 : 1);

/** The row was won: loads the journal table and the queue of the epoch before. */
export function led(
  p: Process,
  won: {epoch: number; rev: number; keeper: string | null; sent: number | undefined},
  row: LeaderRow,
  world: World,
  {bounds, protocol}: Scope,
): {process: Process; world: World} {
  const queue = p.following?.queue;
  const holds = (queue?.epoch === won.epoch - 1 && queue.holds) || world.journalled;
  const view = protocol.rules.newLeader({me: p.name, ...won}, timingsOf(bounds));
  const lost = world.answered && !holds && !world.waived && row.epoch === won.epoch;
  return {
    process: {
      ...p,
      following: null,
      leading: settled({view, appended: holds, durable: world.journalled, committed: holds, peer: null}),
    },
    world: lost ? {...world, lost} : world,
  };
}

/** Deposed: this incarnation is over. What it has on its way may still be applied. */
export function steppedDown(p: Process, {protocol}: Scope): Process {
  const {rules} = protocol;
  const epoch = p.leading?.view.epoch ?? p.following?.view.epoch ?? 0;
  const again = rules.incarnationName(p.name, 1) === p.name;
  return {
    ...p,
    leading: null,
    following: again ? {view: rules.newFollower(p.name, epoch), queue: {epoch: 0, holds: false}, proxied: null} : null,
  };
}
