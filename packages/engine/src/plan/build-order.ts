import type {Definition} from '@tandem/siddhiql';
import {asInConcurrentHashMap} from '../core/concurrent-hash-order.ts';
import {asInHashMap} from '../core/hash-order.ts';

/**
 * Named windows and triggers as the reference engine makes them, in the order of a hash map of their names, windows from there
 * in that of a concurrent one: timers of windows that fall due in one jump of the playback clock fire in this order, and so
 * do triggers at the start.
 */
export function inBuildOrder(definitions: readonly Definition[]): Definition[] {
  const {
    window = [],
    trigger = [],
    others = [],
  } = Object.groupBy(definitions, ({kind}) => (kind === 'window' || kind === 'trigger' ? kind : 'others'));
  return [...others, ...asInConcurrentHashMap(asInHashMap(window, id), id), ...asInHashMap(trigger, id)];
}

const id = (definition: Definition): string => definition.id;
