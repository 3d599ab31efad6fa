import {spawnSync} from 'node:child_process';
import {createRequire} from 'node:module';
import {dirname, join} from 'node:path';
import {assert} from '@tandem/base';

type Diagnostic = {code?: string; message: string; filename: string; labels: {span: {line: number}}[]};

/**
 * Uses of clocks, randomness and I/O in the packages that must not have them,
 * one line each: what the linter's `no-restricted-*` rules of `.oxlintrc.json`
 * in `root` say. Throws when the linter does not run.
 */
export function checkDeterminism(root: string): string[] {
  // Not `.bin/oxlint`: a folder under test has no installed packages.
  const linter = join(dirname(createRequire(import.meta.url).resolve('oxlint/package.json')), 'bin', 'oxlint');
  const {stdout, stderr, error} = spawnSync(
    process.execPath,
    [linter, '-c', '.oxlintrc.json', '--quiet', '-f', 'json'],
    {
      cwd: root,
      encoding: 'utf8',
      maxBuffer: 1 << 28,
    },
  );
  if (error) throw error;
  assert(stdout.startsWith('{'), `oxlint gave no report: ${stdout}${stderr}`);
  const {diagnostics} = JSON.parse(stdout) as {diagnostics: Diagnostic[]};
  return diagnostics
    .filter((d) => /^eslint\(no-restricted-(globals|properties|imports)\)$/.test(d.code ?? ''))
    .map((d) => `${d.filename}:${d.labels[0]?.span.line ?? 0}: ${d.message}`)
    .sort();
}
