import {expect, test} from 'vitest';
import {stockEvents} from './events.ts';
import {JavaRandom} from './java-random.ts';

test('events are those of java.util.Random with the seed 42', () => {
  expect(stockEvents(4)).toEqual([
    ['S30', Math.fround(5.466521), 249, 1600000000000],
    ['S84', Math.fround(30.87194), 526, 1600000000001],
    ['S5', Math.fround(70.77106), 520, 1600000000002],
    ['S93', Math.fround(90.33722), 503, 1600000000003],
  ]);
});

test('a bound that is a power of two takes the high bits', () => {
  const random = new JavaRandom(42);
  expect(Array.from({length: 4}, () => random.nextInt(16))).toEqual([11, 0, 10, 0]);
});
