import {globSync, readFileSync} from 'node:fs';
import {fileURLToPath} from 'node:url';
import {expect, test} from 'vitest';

const folder = fileURLToPath(new URL('../constructs', import.meta.url));

/** Optional properties of the interfaces in a file, each with the comment above it. */
function optional(file: string): {name: string; comment: string}[] {
  const text = readFileSync(file, 'utf8');
  return [...text.matchAll(/(\/\*\*(?:(?!\*\/)[\s\S])*\*\/\s*)?\n {2}readonly (\w+)\?:/g)].map(
    ([, comment = '', name = '']) => ({name, comment}),
  );
}

test.each(globSync('*.ts', {cwd: folder}).sort())('every optional property in %s says its default', (file) => {
  const missing = optional(`${folder}/${file}`).filter(({comment}) => !/@default \S/.test(comment));
  expect(missing.map(({name}) => name)).toEqual([]);
});

test('there are such properties', () =>
  expect(optional(`${folder}/tandem-cluster-props.ts`).length).toBeGreaterThan(15));
