import {expect, test} from 'vitest';
import {asInConcurrentHashMap} from './concurrent-hash-order.ts';

// 'AaAa', 'BBAa' and 'AaBB' have one hash; 'M12' is in their bucket until there are 32, and then elsewhere.
const same = ['AaAa', 'BBAa', 'AaBB'];
const fillers = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i'];
const order = (entries: readonly string[], widest?: number): string[] =>
  asInConcurrentHashMap(entries, (entry) => entry, widest).filter((text) => text.length > 1);

test.each([
  {
    name: 'a chain keeps the order in which its texts came',
    entries: ['AaBB', 'M12', 'AaAa'],
    want: ['AaBB', 'M12', 'AaAa'],
  },
  {name: 'what stays together to its end is kept', entries: ['M12', ...same, ...fillers], want: ['M12', ...same]},
  {
    name: 'what is before that is turned round when twelve are there',
    entries: [...same, 'M12', ...fillers.slice(0, 8)],
    want: ['M12', ...same.toReversed()],
  },
  {
    name: 'with eleven nothing is turned round',
    entries: [...same, 'M12', ...fillers.slice(0, 7)],
    want: [...same, 'M12'],
  },
  {
    name: 'the end stays behind what is turned round',
    entries: ['AaAa', 'BBAa', 'M12', 'AaBB', ...fillers],
    want: ['M12', 'BBAa', 'AaAa', 'AaBB'],
  },
  {
    name: 'what comes after it has grown follows in its chain',
    entries: ['AaAa', 'BBAa', 'M12', ...fillers, 'AaBB'],
    want: ['M12', 'BBAa', 'AaAa', 'AaBB'],
  },
  {
    name: 'of a map that had more nothing is turned round',
    entries: [...same, 'M12'],
    widest: 13,
    want: ['M12', ...same],
  },
])('$name', ({entries, widest, want}) => expect(order(entries, widest)).toEqual(want));
