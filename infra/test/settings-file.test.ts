import {mkdirSync, mkdtempSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {readSettingsFile} from '../stacks/settings-file.ts';

function folderOf(files: Record<string, string>): string {
  const folder = mkdtempSync(join(tmpdir(), 'tandem-settings-'));
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(join(folder, file, '..'), {recursive: true});
    writeFileSync(join(folder, file), text);
  }
  return folder;
}

const plain = (object: string): string => `export default ${object};`;

test('without a name and without a file there is none', async () =>
  expect(await readSettingsFile(undefined, folderOf({}))).toBeUndefined());

test('tandem.config.ts beside cdk.json is found by itself', async () => {
  const folder = folderOf({'tandem.config.ts': plain('{cpu: 512, multiAz: true} as const')});
  expect(await readSettingsFile(undefined, folder)).toEqual({
    where: 'tandem.config.ts',
    values: {cpu: 512, multiAz: true},
  });
});

test('a file that is named wins over that, and folders in it are relative to it', async () => {
  const folder = folderOf({'tandem.config.ts': plain('{}'), 'prod/cluster.mjs': plain("{apps: './apps'}")});
  expect(await readSettingsFile('prod/cluster.mjs', folder)).toEqual({
    where: 'prod/cluster.mjs',
    values: {apps: 'prod/apps'},
  });
});

test.each([
  {what: 'a file that is not there', file: '', says: 'settings "a.ts" is refused; allowed: a file that is there'},
  {
    what: 'no default export',
    file: 'export const a = 1;',
    says: 'a.ts: expected export default defineCluster({...}), found undefined',
  },
  {
    what: 'another default export',
    file: plain('"nat"'),
    says: 'a.ts: expected export default defineCluster({...}), found string',
  },
  {what: 'what throws', file: 'throw new Error("not today")', says: 'a.ts: not today'},
])('refuses $what', async ({file, says}) => {
  const folder = folderOf(file === '' ? {} : {'a.ts': file});
  await expect(readSettingsFile('a.ts', folder)).rejects.toThrow(says);
});
