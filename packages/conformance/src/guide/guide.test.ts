import {readFileSync} from 'node:fs';
import {fileURLToPath} from 'node:url';
import {expect, test} from 'vitest';
import {type Example, examplesIn} from './examples.ts';
import {runExample} from './run-example.ts';

const examples = ['language.md', 'siddhiql.md'].flatMap((name) =>
  examplesIn(readFileSync(fileURLToPath(new URL(`../../../../docs/${name}`, import.meta.url)), 'utf8')).map(
    (example): [string, Example] => [`${name}:${example.line}`, example],
  ),
);

test('the guide has an example for most parts of the language', () => {
  expect(examples.length).toBeGreaterThan(20);
});

test.each(examples)('the example at %s gives what it says', (_, example) => {
  expect(example.outputs.length).toBeGreaterThan(0);
  expect(runExample(example)).toEqual(example.outputs);
});

test('an example without its outputs is refused', () => {
  const half = '# A\n```siddhi\ndefine stream S (v int);\n```\n```events\nS [1]\n```\n';
  expect(() => examplesIn(half)).toThrow('the example at line 2 is not followed by its events and outputs');
});
