import {readFileSync} from 'node:fs';
import {describe, expect, test} from 'vitest';
import {createApp} from './create-app.ts';

/** docs/siddhiql-features.md: a table a section, a row for each feature or group of them. */
const docs = readFileSync(new URL('../../../docs/siddhiql-features.md', import.meta.url), 'utf8');
const prelude = /```sql\n([^]*?)```/.exec(docs)?.[1] ?? '';
const features = docs
  .split('\n')
  .filter((line) => /^\| \d+\.\d/.test(line))
  .map((line) => {
    const [rows = '', feature = '', state = '', example = ''] = line
      .split(/(?<!\\)\|/)
      .slice(1)
      .map((cell) => cell.trim().replaceAll(String.raw`\|`, '|'));
    return {rows: rows.split(/,\s*/).flatMap(numbers), feature, state, example: example.replaceAll(/^`|`$/g, '')};
  });

/** '2.4-2.6' → 2.4, 2.5, 2.6 */
function numbers(range: string): string[] {
  const [first = '', last = first] = range.split('-');
  const [section, from] = first.split('.');
  const to = Number(last.split('.')[1]);
  return Array.from({length: to - Number(from) + 1}, (_, i) => `${section}.${Number(from) + i}`);
}
function countOf(state: string, section?: string): number {
  const of = features.filter((each) => each.state === state).flatMap(({rows}) => rows);
  return of.filter((row) => section === undefined || row.startsWith(`${section}.`)).length;
}

test('each row is there once', () => {
  const rows = features.flatMap((each) => each.rows);
  expect(rows.length).toBe(new Set(rows).size);
  expect(rows.length).toBe(530);
  expect(new Set(features.map(({state}) => state))).toEqual(new Set(['done', 'deviating', 'left out']));
});

test('the counts are those of the rows', () => {
  const counts = [...docs.matchAll(/^\| (\d+|all) \| [^|]*\| (\d+) \| (\d+) \| (\d+) \|/gm)];
  expect(counts).toHaveLength(19);
  for (const [, section, ...said] of counts) {
    const of = section === 'all' ? undefined : section;
    expect(said.map(Number), section).toEqual(['done', 'deviating', 'left out'].map((state) => countOf(state, of)));
  }
});

describe('examples', () => {
  const shown = features.filter(({example}) => example !== '');
  test.each(shown)('$state: $feature', ({state, example}) => {
    const run = (): void =>
      createApp(
        example.startsWith('@app')
          ? example.replace(/^((@app:\w+(\([^)]*\))?\s*)+)/, `$1\n${prelude}`)
          : prelude + example,
        {external: () => {}},
      ).start();
    if (state === 'left out') expect(run).toThrow(/not supported|in memory/);
    else expect(run).not.toThrow();
  });
  test('are there for most features', () => {
    expect(shown.flatMap(({rows}) => rows).length).toBeGreaterThan(400);
  });
});
