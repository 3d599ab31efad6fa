import {must} from '@tandem/base';
import type {Partial} from './partial.ts';
import type {Place} from './place.ts';
import type {PositionPlan} from './state-plan.ts';

/** The places of one instance, one for each position of its plan and in their order. */
export class Places {
  readonly all: readonly Place[];

  constructor(all: readonly Place[]) {
    this.all = all;
  }
  of(position: PositionPlan): Place {
    return this.all[position.index]!;
  }
  /** The other side of `and`, `or`. */
  partner(position: PositionPlan): Place {
    return this.all[must(position.partner, 'a logical step has two sides')]!;
  }
  /** It waits at one of them. */
  hold(partial: Partial): boolean {
    for (const place of this.all) if (place.has(partial)) return true;
    return false;
  }
  delete(partial: Partial): void {
    const places = this.all;
    for (let i = 0; i < places.length; i++) places[i]!.delete(partial);
  }
}
