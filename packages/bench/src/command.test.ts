import {expect, test} from 'vitest';
import {bench} from './command.ts';

async function run(...args: string[]): Promise<{code: number; text: string}> {
  const lines: string[] = [];
  const code = await bench(args, (line) => lines.push(line));
  return {code, text: lines.join('\n')};
}

test.each([
  [['W13'], /'W13' is none of W1, /],
  [['--reps', '0.5'], /--reps must be a whole number above 0, but found '0.5'/],
  [['--measure', 'long'], /--measure must be a number above 0/],
  [['W1', '--write'], /--write is for all workloads/],
  [['--snapshot', '--shapes', '1', '--write'], /--write is for all shapes/],
  [['--ingest', '--beside-snapshots', '--write'], /--write is for all of --ingest/],
  [['--fast'], /Unknown option '--fast'/],
])('%j is refused', async (args, says) => {
  const {code, text} = await run(...args);
  expect(code).toBe(2);
  expect(text).toMatch(says);
});

test('a short run prints a row for each workload it was asked for', async () => {
  const {code, text} = await run('W1,W4', '--reps', '1', '--warm', '0.01', '--measure', '0.01');
  expect(code).toBe(0);
  expect(text).toMatch(/^\| W1 \| filter \| \d+\.\d+ \|/m);
  expect(text).toMatch(/^\| W4 \|/m);
  expect(text).not.toMatch(/^\| W2 \|/m);
});

test('snapshots are measured for each shape of state, of as many events as are asked for', async () => {
  const {code, text} = await run('--snapshot', '--held', '300', '--shapes', '0');
  expect(code).toBe(0);
  expect(text).toMatch(/^\| length\(300\) \| \d+\.\d\d \|/m);
});
