import {expect, test} from 'vitest';
import {SparePages} from './spare-pages.ts';

test('a page is used again for its own size only', () => {
  const spare = new SparePages<string>();
  spare.keep(4, 'small');
  spare.keep(16, 'large');
  expect([spare.take(16), spare.take(4), spare.take(4)]).toEqual(['large', 'small', undefined]);
});

test('where a new page is needed, others of as many bytes are dropped', () => {
  const spare = new SparePages<number>();
  for (let i = 0; i < 6; i++) spare.keep(4, i);
  expect(spare.take(16)).toBeUndefined();
  expect([spare.take(4), spare.take(4), spare.take(4)]).toEqual([1, 0, undefined]);
});
