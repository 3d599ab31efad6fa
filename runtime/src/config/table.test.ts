import {readdirSync} from 'node:fs';
import {expect, test} from 'vitest';
import {settingNames} from './table.ts';

test('the table has every setting of every part, each under a name of its own', async () => {
  const folder = new URL('settings/', import.meta.url);
  const parts = await Promise.all(
    readdirSync(folder).map((file) => import(new URL(file, folder).href) as Promise<object>),
  );
  const names = parts.flatMap((part) => Object.values(part).flatMap((settings: object) => Object.keys(settings)));
  expect(names.sort()).toEqual([...settingNames].sort());
});
