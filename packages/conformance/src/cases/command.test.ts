import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {conformance} from './command.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cases-'));
});
afterEach(() => rmSync(folder, {recursive: true}));

const line = (id: string, section: string, got: number) =>
  JSON.stringify({
    id,
    section,
    app: 'define stream S (v int); from S select v + 1 as w insert into Out;',
    steps: [{send: 'S', data: [1]}],
    collect: ['Out'],
    expect: {outputs: [{from: 'Out', kind: 'stream', step: 0, batch: 0, data: [got]}], error: null},
  });
const run = (...args: string[]) => {
  const lines: string[] = [];
  const code = conformance([folder, ...args], (text) => lines.push(text));
  return {code, lines, last: lines.at(-1)};
};

test('with --json the last line is the counts, and a failure is exit code 1', () => {
  writeFileSync(join(folder, 'a.jsonl'), `${line('a.1', 'a.x', 2)}\n\n${line('a.2', 'a.y', 3)}\n`);
  expect(run('--json')).toMatchObject({code: 1, last: '{"passed":1,"failed":1,"deviating":0,"unsupported":0}'});
  expect(run('--json').lines[0]).toMatch(
    /^a\.2 step 0 outputs: expected #0 Out stream \[3\], got #0 Out stream \[2\] +\|/,
  );
  expect(run('--verbose').lines[0]).toContain('> 0: {"send":"S","data":[1]}');
});

test('--section runs only what starts so', () => {
  writeFileSync(join(folder, 'a.jsonl'), line('a.1', 'a.x', 2));
  writeFileSync(join(folder, 'b.jsonl'), line('b.1', 'b.y', 3));
  expect(run('--json', '--section', 'a.x')).toMatchObject({
    code: 0,
    last: '{"passed":1,"failed":0,"deviating":0,"unsupported":0}',
  });
});

test('the other kinds of run pass what the recording fails', () => {
  writeFileSync(join(folder, 'a.jsonl'), line('a.1', 'a.x', 3));
  expect([run().code, run('--replay').code, run('--restart-anywhere').code]).toEqual([1, 0, 0]);
});

test.each([[['--wrong']], [['second', 'folder']], [['--replay', '--restart-anywhere']]])(
  '%j is refused with the usage',
  (args) => {
    expect(run(...args)).toMatchObject({code: 2, last: expect.stringContaining('pnpm conformance [FOLDER]')});
  },
);

test('a folder without cases and a line that is none are errors', () => {
  expect(() => run()).toThrow('there is no *.jsonl');
  writeFileSync(join(folder, 'a.jsonl'), '{"id":"a"}');
  expect(() => run()).toThrow('a.jsonl:1 is no case');
});
