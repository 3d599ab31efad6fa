import {mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import * as fc from 'fast-check';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {properties} from './command.ts';
import {failuresOf, propertyFiles} from './found.ts';
import {seedVariable} from './seed.ts';

const repository = fileURLToPath(new URL('../../../../', import.meta.url));
const root = mkdtempSync(join(tmpdir(), 'tandem-properties-test-'));

beforeAll(() => {
  const source = join(root, 'packages/one/src');
  mkdirSync(source, {recursive: true});
  symlinkSync(join(repository, 'node_modules'), join(root, 'node_modules'));
  const seed = join(repository, 'packages/conformance/src/properties/seed.ts');
  const write = (name: string, text: string): void => writeFileSync(join(source, name), text);
  writeFileSync(
    join(root, 'vitest.config.ts'),
    `export default {test: {include: ['**/*.test.ts'], setupFiles: [${JSON.stringify(seed)}]}};`,
  );
  const property = (claim: string): string =>
    `import * as fc from 'fast-check';
     import {test} from 'vitest';
     test('${claim}', () => fc.assert(fc.property(fc.nat(1000), (n) => ${claim})));`;
  write('held.test.ts', property('n >= 0'));
  write('broken.test.ts', property('n < 500'));
  write('drawing.ts', `export * as fc from 'fast-check';`);
  write('through.test.ts', `import {fc} from './drawing.ts';`);
  write('plain.test.ts', `import {test} from 'vitest'; test('no values are drawn', () => {}); // from './none.ts'`);
  write('held.mysql.test.ts', property('n > 0'));
});
afterAll(() => rmSync(root, {recursive: true, force: true}));

test('in the suite properties draw the same values each time', () => {
  expect(fc.readConfigureGlobal()?.seed).toBe(Number(process.env[seedVariable] ?? 1));
});

test('tests that draw values, themselves or through a file beside them, are found; those of databases are left out', () => {
  const all = ['broken', 'held', 'through'].map((name) => `packages/one/src/${name}.test.ts`);
  expect(propertyFiles(root, [])).toEqual(all);
  expect(propertyFiles(root, ['hel', 'thr'])).toEqual(all.slice(1));
});

test('a round says what failed, with its counterexample; the exit code is 1', async () => {
  const said: string[] = [];
  expect(await properties(['--rounds', '2', '--from', '7', 'broken', 'held'], (line) => said.push(line), root)).toBe(1);
  expect(said.filter((line) => line.startsWith('round'))).toEqual([
    'round 1 of 2, seed 7: 2 tests, 1 failed',
    'round 2 of 2, seed 8: 2 tests, 1 failed',
  ]);
  expect(said[1]).toContain('broken.test.ts\n  n < 500\n');
  expect(said[1]).toContain('seed: 7,');
  expect(said[1]).toContain('Counterexample: [500]');
  expect(said[1]).not.toContain('\n    at ');
});

test('rounds without a failure end with 0, as JSON where that is asked for', async () => {
  const said: string[] = [];
  const args = ['--rounds=1', '--from=7', '--json', 'held'];
  expect(await properties(args, (line) => said.push(line), root)).toBe(0);
  expect(said.map((line) => JSON.parse(line) as unknown)).toEqual([{seed: 7, files: 1, tests: 1, failures: []}]);
});

test('a file that does not load is a failure, a round without tests is an error', () => {
  const file = {name: 'a.test.ts', message: 'no such module', assertionResults: []};
  expect(failuresOf({testResults: [file]}).failures).toEqual([
    {file: 'a.test.ts', test: 'the file', why: 'no such module'},
  ]);
  expect(() => failuresOf({testResults: []})).toThrow('a round runs tests');
});

test.each([
  [['--rounds', '0'], "--rounds: expected a whole number from 1 to 999999, but found '0'"],
  [['--from', '-1x'], '--from'],
  [['nowhere'], "no test that draws values has 'nowhere' in its path"],
])('arguments %j are refused', async (args, why) => {
  const said: string[] = [];
  expect(await properties(args, (line) => said.push(line), root)).toBe(2);
  expect(said[0]).toContain(why);
});
