import {existsSync, globSync, readFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {assert} from '@tandem/base';

/** Of the report that vitest writes as JSON, what is read here. */
export type Report = {
  testResults: readonly {
    name: string;
    message: string;
    assertionResults: readonly {fullName: string; status: string; failureMessages: readonly string[]}[];
  }[];
};
/** A test that failed, or a file that did not load, with the lines that tell why: the smallest counterexample, its seed and path. */
export type Failure = {file: string; test: string; why: string};

/** Test files that draw values, those of databases and processes of their own left out. Relative to `root`. */
export function propertyFiles(root: string, names: readonly string[]): string[] {
  const files = globSync('{packages,runtime,infra,scripts}/**/*.test.ts', {
    cwd: root,
    exclude: ['**/node_modules/**', '**/dist/**', '**/cdk.out/**'],
  }).map((path) => path.replaceAll('\\', '/'));
  return files
    .filter((path) => !/\.(mysql|real)\.test\.ts$/.test(path))
    .filter((path) => names.length === 0 || names.some((name) => path.includes(name)))
    .filter((path) => draws(join(root, path), 1))
    .sort();
}

/** Imports fast-check, itself or through a file beside it. */
function draws(path: string, levels: number): boolean {
  const source = readFileSync(path, 'utf8');
  if (source.includes("from 'fast-check'")) return true;
  if (levels === 0) return false;
  // A test may quote imports of files that there are not.
  const beside = [...source.matchAll(/ from '(\.[^']+\.ts)'/g)].map(([, file]) => join(dirname(path), file!));
  return beside.some((file) => existsSync(file) && draws(file, levels - 1));
}

/** How many tests a round ran, and what failed in it. A report without tests is none. */
export function failuresOf({testResults}: Report): {tests: number; failures: Failure[]} {
  const tests = testResults.reduce((sum, {assertionResults}) => sum + assertionResults.length, 0);
  const failures = testResults.flatMap(({name, message, assertionResults}): Failure[] =>
    assertionResults.length === 0
      ? [{file: name, test: 'the file', why: message}]
      : assertionResults
          .filter(({status}) => status === 'failed')
          .map(({fullName, failureMessages}) => ({file: name, test: fullName, why: told(failureMessages.join('\n'))})),
  );
  assert(tests + failures.length > 0, 'a round runs tests');
  return {tests, failures};
}

/** Without the stack. */
const told = (message: string): string => message.split('\n    at ')[0]!.trim();
