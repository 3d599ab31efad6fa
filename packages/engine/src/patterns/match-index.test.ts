import {expect, test} from 'vitest';
import type {Row} from '../api.ts';
import {MatchIndex} from './match-index.ts';
import {Partial} from './partial.ts';

const partial = (id: number, key: string | null): Partial => new Partial(id, [{ts: id, row: [key]}]);
const keyed = (): MatchIndex =>
  new MatchIndex({
    own: (row: Row) => row[0]!,
    held: (p) => p.one(0)?.row[0] ?? null,
    attributes: {own: 0, position: 0, held: 0},
    isText: true,
    decides: false,
  });
const ids = (found: Iterable<Partial>): number[] => [...found].map((p) => p.id);

test('an event meets the partials of its key only, oldest first', () => {
  const index = keyed();
  for (let id = 0; id < 1000; id++) index.add(partial(id, `k${id % 500}`));
  expect(ids(index.candidates(['k7']))).toEqual([7, 507]);
  expect(ids(index.candidates(['none']))).toEqual([]);
});

test('null is the key of nobody', () => {
  const index = keyed();
  index.add(partial(1, null));
  expect(ids(index.candidates([null]))).toEqual([]);
});

test('what is taken out is not met again', () => {
  const index = keyed();
  const [a, b] = [partial(1, 'x'), partial(2, 'x')];
  index.add(a);
  index.add(b);
  expect(index.delete(a)).toBe(true);
  expect(index.delete(a)).toBe(false);
  expect(ids(index.candidates(['x']))).toEqual([2]);
  expect(index.all.size).toBe(1);
});

test('without a key an event meets all', () => {
  const index = new MatchIndex(undefined);
  index.add(partial(2, 'x'));
  index.add(partial(1, 'y'));
  expect(ids(index.candidates(['z']))).toEqual([2, 1]);
});
