import {readFileSync} from 'node:fs';
import {expect, test} from 'vitest';
import {settingsTable} from '../stacks/settings.ts';

const README = readFileSync(new URL('../README.md', import.meta.url), 'utf8');

test('the README lists every setting with its default, and no other', () => {
  const rows = Object.entries(settingsTable).map(
    ([key, setting]) =>
      `| \`${key}\` | ${setting.default === undefined ? 'unset' : `\`${String(setting.default)}\``} | ${setting.help} |`,
  );
  const found = README.split('\n').filter((line) => /^\| `\w+` \| (unset|`[^`]*`) \|/.test(line));
  expect(found).toEqual(rows);
});
