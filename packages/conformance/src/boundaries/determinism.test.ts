import {cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {dirname, join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {checkDeterminism} from './determinism.ts';

const planted: Record<string, string> = {
  Date: 'export const a = new Date(0);',
  'Date as value': 'export const {now} = Date;',
  performance: 'export const a = performance.now();',
  'Math.random': 'export const a = Math.random();',
  'Math.random by text': "export const a = Math['random']();",
  'Math.random taken out': 'export const {random} = Math;',
  crypto: 'export const a = crypto.randomUUID();',
  process: 'export const a = process.env;',
  setTimeout: 'setTimeout(() => {}, 1);',
  setInterval: 'setInterval(() => {}, 1);',
  setImmediate: 'setImmediate(() => {});',
  globalThis: 'export const a = globalThis.Date.now();',
  'globalThis by another name': 'const g = globalThis; export const a = g.performance;',
  'node:fs': "import {readFileSync} from 'node:fs'; export const a = readFileSync;",
  'node:fs/promises': "import {readFile} from 'node:fs/promises'; export const a = readFile;",
  'node:net passed on': "export * from 'node:net';",
  'node:os on demand': "export const a = import('node:os');",
  'node:worker_threads': "import {Worker} from 'node:worker_threads'; export const a = Worker;",
  'node:timers': "import {setTimeout} from 'node:timers'; export const a = setTimeout;",
};
const packages = ['engine', 'functions', 'siddhiql', 'wire', 'cluster'];
const harmless = `
  import {b} from './b.ts';
  export class Operator { process(process: {env: string}) { return process.env + b; } performance = {now: 1}; }
  export const crypto = {Date: 'Date.now()'}; // Math.random()
  export const floor = Math.floor(1.5);
`;

let root: string;
let found: string[];
const write = (path: string, text: string) => {
  mkdirSync(dirname(join(root, path)), {recursive: true});
  writeFileSync(join(root, path), text);
};
const names = Object.keys(planted);

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'planted-'));
  cpSync(fileURLToPath(new URL('../../../../.oxlintrc.json', import.meta.url)), join(root, '.oxlintrc.json'));
  for (const name of packages) {
    names.forEach((what, i) => write(`packages/${name}/src/deep/p${i}.ts`, planted[what]!));
    write(`packages/${name}/src/harmless.ts`, harmless);
    write(`packages/${name}/src/some.test.ts`, Object.values(planted).join('\n'));
    write(`packages/${name}/src/vm.ts`, "import vm from 'node:vm'; export const a = vm;");
    write(`packages/${name}/src/micro.ts`, 'queueMicrotask(() => {});');
  }
  write(
    'packages/store-mysql/src/a.ts',
    Object.values(planted)
      .slice(0, 13)
      .join('\n')
      .replaceAll(/export const a/g, 'void'),
  );
  found = checkDeterminism(root);
});
afterAll(() => rmSync(root, {recursive: true}));

const foundIn = (path: string) => found.filter((line) => line.startsWith(`${path}:`));

test.each(packages.flatMap((name) => names.map((what, i) => [name, what, i] as const)))(
  '%s: %s is found',
  (name, _, i) => {
    expect(foundIn(`packages/${name}/src/deep/p${i}.ts`)).not.toEqual([]);
  },
);

test.each(packages)('%s: names that only look so, and tests, are left alone', (name) => {
  expect(foundIn(`packages/${name}/src/harmless.ts`)).toEqual([]);
  expect(foundIn(`packages/${name}/src/some.test.ts`)).toEqual([]);
});

test('only the engine compiles, only the cluster queues microtasks, and other packages are free', () => {
  const having = (file: string) => packages.filter((name) => foundIn(`packages/${name}/src/${file}`).length > 0);
  expect(having('vm.ts')).toEqual(['functions', 'siddhiql', 'wire', 'cluster']);
  expect(having('micro.ts')).toEqual(['engine', 'functions', 'siddhiql', 'wire']);
  expect(found.filter((line) => line.includes('store-mysql'))).toEqual([]);
});
