import {chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {contentsOf} from './contents.ts';
import {auditFrom} from './pnpm.ts';
import {weigh} from './weigh.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tandem-image-test-'));
});
afterEach(() => rmSync(folder, {recursive: true, force: true}));

const json = (file: string, value: object): void => writeFileSync(join(folder, file), JSON.stringify(value));

test('a layer is named after the instruction that made it, past those that make none', () => {
  json('manifest.json', {config: {digest: 'sha256:abc'}, layers: [{size: 5}, {size: 7}]});
  json('abc', {
    history: [
      {created_by: `/bin/sh -c #(nop) COPY dir:${'0'.repeat(64)} in / `},
      {created_by: '/bin/sh -c #(nop) USER node', empty_layer: true},
      {created_by: '/bin/sh -c echo x'},
    ],
  });
  expect(weigh(folder)).toEqual([
    {madeBy: 'COPY dir in / ', compressed: 5},
    {madeBy: 'echo x', compressed: 7},
  ]);
});

test('contents name what is large, what runs, what raises rights and what all may write to', () => {
  mkdirSync(join(folder, 'bin'));
  mkdirSync(join(folder, 'tmp'));
  chmodSync(join(folder, 'tmp'), 0o1777);
  for (const [file, bytes, mode] of [
    ['bin/run', 10, 0o755],
    ['bin/su', 20, 0o4755],
    ['libc.so.6', 30, 0o755],
    ['notes', 5, 0o644],
  ] as const) {
    writeFileSync(join(folder, file), 'x'.repeat(bytes));
    chmodSync(join(folder, file), mode);
  }
  expect(contentsOf(folder)).toEqual({
    files: 4,
    bytes: 65,
    largest: [
      ['/libc.so.6', 30],
      ['/bin/su', 20],
      ['/bin/run', 10],
      ['/notes', 5],
    ],
    setuid: ['/bin/su'],
    writable: ['/tmp'],
    programs: ['/bin/run', '/bin/su'],
  });
});

test.each([
  {
    name: 'an answer is read',
    text: '{"metadata":{"vulnerabilities":{"low":0,"high":1}}}',
    want: {kind: 'checked', bySeverity: {low: 0, high: 1}},
  },
  {
    name: 'a refusal is told without the address',
    text: '× The audit endpoint (at https://registry.example/x) responded with\n│ 405:',
    want: {kind: 'unknown', why: 'the registry answers 405 to an audit'},
  },
  {
    name: 'anything else is not understood',
    text: 'hello',
    want: {kind: 'unknown', why: 'its answer is not understood'},
  },
])('audit: $name', ({text, want}) => expect(auditFrom(text)).toEqual(want));
