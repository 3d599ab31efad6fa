import {expect, test} from 'vitest';
import {PartBytes} from './part-bytes.ts';

const pages = [3000, 5000, 1, 4000, 9000].map((length, i) => new Uint8Array(length).fill(i + 1));

test.each([
  {name: 'nothing is known of the last one', last: 0},
  {name: 'it grew to a multiple', last: 10},
  {name: 'it grew a little', last: 20_000},
  {name: 'it shrank', last: 100_000},
])('pages lie behind one another, although they are written over once taken: $name', ({last}) => {
  const part = new PartBytes(last);
  for (const page of pages) {
    const lent = page.slice();
    part.take(lent);
    lent.fill(99);
  }
  const steps = part.joined();
  let step = steps.next();
  while (!step.done) step = steps.next();
  expect(Buffer.concat(pages).equals(step.value)).toBe(true);
});
