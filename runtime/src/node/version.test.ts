import {readFileSync} from 'node:fs';
import {expect, test} from 'vitest';
import {version} from './version.ts';

test('a node tells the version of its package', () => {
  const {version: packaged} = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
    version: string;
  };
  expect(version).toBe(packaged);
});
