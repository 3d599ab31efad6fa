import {readFileSync, writeFileSync} from 'node:fs';
import {expect, test} from 'vitest';
import {configurationPage} from './docs.ts';

const page = new URL('../../../docs/configuration.md', import.meta.url);

test('docs/configuration.md is what the table says (UPDATE_DOCS=1 writes it)', () => {
  if (process.env['UPDATE_DOCS'] === '1') writeFileSync(page, configurationPage());
  expect(readFileSync(page, 'utf8')).toBe(configurationPage());
});
