import {readFileSync} from 'node:fs';
import {expect, test} from 'vitest';
import {exitCodes} from './exit-codes.ts';

test('the README lists every exit code, and no other', () => {
  const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
  const rows = [...readme.matchAll(/^\| (\d+) \| `(\w+)` \|/gm)].map(([, code, name]) => [name, Number(code)]);
  expect(rows).toEqual(Object.entries(exitCodes));
});
