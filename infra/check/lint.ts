import {execFile} from 'node:child_process';
import {existsSync, mkdirSync} from 'node:fs';
import {join} from 'node:path';
import {promisify} from 'node:util';

const run = promisify(execFile);

/** What its rules were read with; a later one may find more. */
export const LINT_PACKAGE = 'cfn-lint==1.51.0';

/** Where the resources must be known. */
const REGIONS = ['us-east-1', 'us-east-2', 'eu-central-1'];

export type LintFinding = {readonly rule: string; readonly at: string; readonly message: string};

type Match = {
  Level: string;
  Message: string;
  Rule: {Id: string};
  Location: {Path: (string | number)[] | null};
};

/** Puts cfn-lint into a Python environment of its own, unless it is there. @returns its program */
export async function installLint(folder: string, say: (line: string) => void): Promise<string> {
  const program = join(folder, 'bin/cfn-lint');
  if (!existsSync(program)) {
    say(`installing ${LINT_PACKAGE} into ${folder}`);
    mkdirSync(folder, {recursive: true});
    await run('python3', ['-m', 'venv', folder]);
    await run(join(folder, 'bin/pip'), ['install', '--quiet', LINT_PACKAGE]);
  }
  return program;
}

/** Warnings that are about how CDK writes a template, and not about what it makes. */
const ACKNOWLEDGED = [
  // CDK names a dependency that a reference already implies; both say the same order.
  'W3005',
];

/** What cfn-lint says of templates: errors and warnings, but for those on style. */
export async function lint(program: string, templates: readonly string[]): Promise<LintFinding[]> {
  const args = ['--format', 'json', '--ignore-checks', ...ACKNOWLEDGED, '--regions', ...REGIONS];
  // Its exit code tells the kind of what it found; what it printed is what counts.
  const text = await run(program, [...args, '--', ...templates], {maxBuffer: 64 << 20}).then(
    ({stdout}) => stdout,
    (error: Error & {stdout?: string; code?: number}) => {
      if (typeof error.code !== 'number' || error.stdout === undefined || error.stdout === '') throw error;
      return error.stdout;
    },
  );
  return findingsIn(text);
}

/** @param text what `cfn-lint --format json` printed */
export function findingsIn(text: string): LintFinding[] {
  if (text.trim() === '') return [];
  return (JSON.parse(text) as Match[]).map(({Level, Message, Rule, Location}) => ({
    rule: `${Level} ${Rule.Id}`,
    at: (Location.Path ?? []).slice(0, 4).join('.'),
    message: Message,
  }));
}
