import {execFileSync} from 'node:child_process';
import {mkdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {createRequire} from 'node:module';
import {dirname, join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {afterAll, beforeAll, expect, test} from 'vitest';
import * as constructs from '../index.ts';

const README = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
const snippets = [...README.matchAll(/^```ts\n(.*?)^```$/gms)].map(([, text = '']) => text);

/** Within the package, so that a snippet finds what its imports name. */
const folder = fileURLToPath(new URL(`.snippets-${process.pid}`, import.meta.url));
const compiler = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin/tsc');

beforeAll(() => mkdirSync(folder));
afterAll(() => rmSync(folder, {recursive: true, force: true}));

/** What the compiler says about these files, none of which is known to another. */
function complaints(files: readonly string[]): string {
  files.forEach((text, i) => writeFileSync(join(folder, `snippet-${i}.ts`), `${text}\nexport {};\n`));
  const config = {extends: '../../tsconfig.json', include: ['*.ts'], compilerOptions: {skipLibCheck: true}};
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config));
  try {
    return execFileSync(process.execPath, [compiler, '-p', folder], {encoding: 'utf8', timeout: 180_000});
  } catch (error) {
    return (error as {stdout: string}).stdout;
  }
}

test('every snippet of the README compiles as it stands, and one with a misspelt property would not', () => {
  expect(snippets.length).toBeGreaterThan(3);
  const wrong = snippets.find((text) => text.includes("network: 'nat'"))?.replace('network:', 'netwrok:') ?? '';
  const said = complaints([...snippets, wrong])
    .trimEnd()
    .split('\n');
  expect(said).toEqual([expect.stringMatching(new RegExp(`snippet-${snippets.length}\\.ts.*'netwrok'`))]);
});

test('the snippets show every construct', () => {
  const classes = Object.entries(constructs).flatMap(([name, value]) =>
    typeof value === 'function' && String(value).startsWith('class') && name !== 'Refused' ? [name] : [],
  );
  const shown = snippets.join('\n');
  expect(classes.filter((name) => !new RegExp(`\\b${name}[(.]`).test(shown))).toEqual([]);
});
