import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {compiledScript} from './compiled-script.ts';

let directory: string;
let file: string;
let kept: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'tandem-compiled-'));
  [file, kept] = [join(directory, 'script.js'), join(directory, 'script.compiled')];
  writeFileSync(file, '(function (n) { return n + 1; })');
});
afterAll(() => rmSync(directory, {recursive: true, force: true}));

const run = (script: {run(): unknown}): number => (script.run() as (n: number) => number)(1);

test('a script runs without kept code', () => {
  const script = compiledScript(file, kept);
  expect([script.accepted, run(script)]).toEqual([false, 2]);
});

test('what was kept of it is accepted by the next one', () => {
  const first = compiledScript(file, kept);
  run(first);
  first.keep(kept);
  const second = compiledScript(file, kept);
  expect([second.accepted, run(second)]).toEqual([true, 2]);
});

test.each([
  {name: 'of another text', text: '(function (n) { return n + 10; })', want: 11, spoil: false},
  {name: 'that is none', text: '(function (n) { return n + 1e2; })', want: 101, spoil: true},
])('code $name is not taken', ({name, text, want, spoil}) => {
  compiledScript(file, kept).keep(kept);
  if (spoil) writeFileSync(kept, 'not code');
  const other = join(directory, `${name}.js`);
  writeFileSync(other, text);
  const script = compiledScript(other, kept);
  expect([script.accepted, run(script)]).toEqual([false, want]);
});
