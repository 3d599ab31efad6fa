import {readFileSync} from 'node:fs';
import {expect, test} from 'vitest';
import {functionReference} from './index.ts';

test('docs/functions.md says what the records say: `node scripts/docs.ts` writes it anew', () => {
  const file = new URL('../../../docs/functions.md', import.meta.url);
  expect(readFileSync(file, 'utf8')).toBe(functionReference());
});
