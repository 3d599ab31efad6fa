import type {LeaderRow} from './ports.ts';

/**
 * In whose place a process becomes active. takeover: of an active that did not
 * give the row away; switchover: the row was handed over; start: nobody was
 * active, since the group is new or the last node had released it.
 */
export type Succession = {kind: 'takeover'; from: string} | {kind: 'switchover' | 'start'};

/** `attempted`: the row as it was when this process last tried to take it, also where that reply was lost. `epoch`: what it leads. */
export function successionOf(attempted: LeaderRow | undefined, epoch: number): Succession {
  if (attempted?.epoch !== epoch - 1) return {kind: 'switchover'};
  return attempted.released || attempted.epoch === 0 ? {kind: 'start'} : {kind: 'takeover', from: attempted.active};
}
