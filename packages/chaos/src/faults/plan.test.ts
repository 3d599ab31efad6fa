import {seeded} from '@tandem/base';
import {expect, test} from 'vitest';
import {faultKinds} from './catalogue.ts';
import {type Episode, episodes} from './plan.ts';

const kinds = faultKinds('replica');
function drawn(seed: number, count: number): Episode[] {
  const from = episodes(kinds, seeded(seed));
  return Array.from({length: count}, () => from.next().value);
}
const names = (some: readonly Episode[]): string[][] => some.map((episode) => episode.map(({kind}) => kind.name));

test('a seed gives the same faults again, another one others', () => {
  expect(names(drawn(1, 200))).toEqual(names(drawn(1, 200)));
  expect(names(drawn(1, 200))).not.toEqual(names(drawn(2, 200)));
});

test('every kind comes, and about equally often', () => {
  const count = new Map<string, number>();
  for (const name of names(drawn(5, 1000)).flat()) count.set(name, (count.get(name) ?? 0) + 1);
  expect([...count.keys()].sort()).toEqual(kinds.map(({name}) => name).sort());
  expect(Math.max(...count.values()) - Math.min(...count.values())).toBeLessThanOrEqual(2);
});

test('on top of a fault comes none that ends a process, and none in the same place but of the network', () => {
  const combined = drawn(9, 2000).filter((episode) => episode.length > 1);
  expect(combined.length).toBeGreaterThan(500);
  for (const episode of combined) {
    expect(episode.slice(1).some(({kind}) => kind.ends)).toBe(false);
    const places = episode.map(({kind}) => kind.place).filter((place) => place !== 'network');
    expect(new Set(places).size).toBe(places.length);
  }
});

test('both nodes are killed at once only where that is promised to cost nothing', () => {
  const kills = (durability: string): boolean => faultKinds(durability).some(({name}) => name === 'kill-both');
  expect(['replica', 'database', 'none'].map(kills)).toEqual([false, true, false]);
});
