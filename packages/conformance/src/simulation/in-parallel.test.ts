import {simulate} from '@tandem/cluster/simulation';
import {expect, test} from 'vitest';
import {simulation} from './command.ts';
import {inParallel} from './in-parallel.ts';

test('threads find what one thread finds', async () => {
  const range = {seeds: 12, from: 5001};
  expect(await inParallel(2, range)).toEqual(await simulate(range));
});

test.each(['0', '-1', 'two'])('%s threads are refused', (jobs) => {
  expect(() => simulation(['--jobs', jobs], () => {})).toThrow('--jobs');
});
