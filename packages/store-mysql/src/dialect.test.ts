import {readdirSync, readFileSync} from 'node:fs';
import {expect, test} from 'vitest';

const sources = readdirSync(import.meta.dirname)
  .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
  .map((file) => ({
    file,
    text: readFileSync(`${import.meta.dirname}/${file}`, 'utf8').replaceAll(/\/\*[^]*?\*\/|\/\/.*/g, ''),
  }));

/** What one of MySQL and MariaDB does not know, or understands otherwise. */
test.each([
  ['FOR SHARE', /\bFOR\s+SHARE\b/],
  ['RETURNING', /\bRETURNING\b/],
  ['AS new … ON DUPLICATE', /\bAS\s+new\b/],
  ['IF NOT EXISTS on a column or index', /\b(COLUMN|INDEX|KEY)\s+IF\s+NOT\s+EXISTS\b/],
  ['utf8mb4_0900', /utf8mb4_0900/],
  ['the arrows of JSON', /->>?\s*'\$/],
  ['SYSDATE', /\bSYSDATE\b/],
  ['NOWAIT', /\bNOWAIT\b/],
])('no statement uses %s', (_, pattern) => {
  expect(sources.length).toBeGreaterThan(5);
  expect(sources.filter(({text}) => pattern.test(text)).map(({file}) => file)).toStrictEqual([]);
});
