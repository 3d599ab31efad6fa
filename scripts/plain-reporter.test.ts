import {spawnSync} from 'node:child_process';
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {createRequire} from 'node:module';
import {tmpdir} from 'node:os';
import {dirname, join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {afterEach, beforeEach, expect, test} from 'vitest';

const vitest = join(dirname(createRequire(import.meta.url).resolve('vitest/package.json')), 'vitest.mjs');
const reporter = fileURLToPath(new URL('plain-reporter.ts', import.meta.url));
let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'reported-'));
});
afterEach(() => rmSync(root, {recursive: true}));

function lastLine(files: Record<string, string>): string | undefined {
  for (const [name, text] of Object.entries(files)) writeFileSync(join(root, name), text);
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('VITEST')));
  const {stdout} = spawnSync(process.execPath, [vitest, 'run', '--root', root, '--globals', '--reporter', reporter], {
    env,
    encoding: 'utf8',
  });
  return stdout.trimEnd().split('\n').at(-1);
}

test('passed and failed tests are counted', () => {
  expect(
    lastLine({'a.test.js': "test('a', () => {}); test('b', () => {}); test('c', () => { throw new Error('c'); });"}),
  ).toBe('2 passed, 1 failed');
});

test('what fails outside of tests is a failure, and skipped tests are named', () => {
  const files = {
    'good.test.js': "test('a', () => {}); test.skip('b', () => {}); test.todo('c');",
    'no-load.test.js': "import './nowhere.js'; test('a', () => {});",
    'hook.test.js': "describe('d', () => { beforeAll(() => { throw new Error('hook'); }); test('a', () => {}); });",
    'stray.test.js': "test('a', () => { void Promise.reject(new Error('stray')); });",
  };
  expect(lastLine(files)).toBe('2 passed, 3 failed, 3 skipped');
});
