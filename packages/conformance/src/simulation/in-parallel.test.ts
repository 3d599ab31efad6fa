import {simulate} from '@tandem/cluster/simulation';
import {expect, test} from 'vitest';
import {simulation} from './command.ts';
import {inParallel} from './in-parallel.ts';

test('threads find what one thread finds', async () => {
  const range = {seeds: 12, from: 5001};
  expect(await inParallel(2, range)).toEqual(await simulate(range));
});

test.each([
  [['--jobs', '0'], '--jobs: found 0, expected a whole number of at least 1'],
  [['--jobs', '-1'], '--jobs'],
  [['--seeds', 'two'], '--seeds: found two'],
  [['--sead', '3'], "Unknown option '--sead'"],
])('%j is refused with what there is', async (args, said) => {
  const lines: string[] = [];
  expect(await simulation(args, (line) => lines.push(line))).toBe(2);
  expect(lines.join('\n')).toContain(said);
  expect(lines.join('\n')).toContain('--from N');
});
