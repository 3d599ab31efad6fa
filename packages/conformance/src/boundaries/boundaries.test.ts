import {expect, test} from 'vitest';
import {boundaries} from './index.ts';

test('the sources of this repository keep to the rules on imports and on determinism', () => {
  const lines: string[] = [];
  const code = boundaries((line) => lines.push(line));
  expect(lines).toEqual([expect.stringMatching(/^boundaries hold in \d{3,} files$/)]);
  expect(code).toBe(0);
});
