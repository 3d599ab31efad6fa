import type {Pairs} from './pairs.ts';
import type {Held, Partial} from './partial.ts';
import type {Partials} from './partials.ts';
import type {Places} from './places.ts';
import type {Progress} from './progress.ts';
import type {PositionPlan, StatePlan} from './state-plan.ts';

/** What the elements of one instance share. */
export type Shared = {
  readonly plan: StatePlan;
  readonly places: Places;
  readonly partials: Partials;
  readonly progress: Progress;
  readonly pairs: Pairs;
};

/** What an event does at one position of its stream. */
export interface Element {
  /** Its stream has an event, which no position was given yet. */
  refresh(): void;
  take(held: Held): void;
}

/** Whether the filters of the position let the event into the match. */
export function accepts({filters}: PositionPlan, partial: Partial, {ts, row}: Held): boolean {
  for (const filter of filters) if (!filter(ts, partial as never, row as never, ts)) return false;
  return true;
}
