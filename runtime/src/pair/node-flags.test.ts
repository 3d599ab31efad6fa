import {readFileSync} from 'node:fs';
import {expect, test} from 'vitest';
import {nodeFlags} from './node-flags.ts';

test('a pair of processes runs under the flags of the image', () => {
  const dockerfile = readFileSync(new URL('../../Dockerfile', import.meta.url), 'utf8');
  const [, entry = '[]'] = /^ENTRYPOINT (.*)$/m.exec(dockerfile) ?? [];
  expect(JSON.parse(entry)).toEqual(['node', ...nodeFlags, 'main.mjs']);
});
