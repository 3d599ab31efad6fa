import type {Definition} from '@tandem/siddhiql';
import {asInHashMap} from '../core/hash-order.ts';

/**
 * Named windows and triggers as the reference engine makes them, in the order of a hash map of their names: timers of
 * windows that fall due in one jump of the playback clock fire in this order, and so do triggers at the start.
 */
export function inBuildOrder(definitions: readonly Definition[]): Definition[] {
  const {
    window = [],
    trigger = [],
    others = [],
  } = Object.groupBy(definitions, ({kind}) => (kind === 'window' || kind === 'trigger' ? kind : 'others'));
  return [...others, ...asInHashMap(window, ({id}) => id), ...asInHashMap(trigger, ({id}) => id)];
}
