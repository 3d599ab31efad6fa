import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {mkdtempSync, readFileSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {text} from 'node:stream/consumers';
import {fileURLToPath} from 'node:url';
import {parseArgs} from 'node:util';
import {understood} from '../arguments.ts';
import {failuresOf, propertyFiles, type Report} from './found.ts';
import {seedVariable} from './seed.ts';

const usage = `pnpm properties [options] [TEXT...]
  --rounds N  so many rounds, each with a seed of its own (default 10)
  --from S    the first round's seed (default: a random one)
  --json      a line of JSON per round and failure instead of text
  TEXT        only test files whose path contains one of these`;

const repository = fileURLToPath(new URL('../../../../', import.meta.url));
const seeds = 2 ** 31;

/**
 * Runs the tests that draw values, each round with fresh ones, and prints what failed with its counterexample. Answers
 * the exit code: 1 when something failed, 2 for wrong arguments.
 */
export async function properties(
  args: readonly string[],
  print: (line: string) => void,
  root: string = repository,
): Promise<number> {
  const values = understood(() => options(args, root), usage, print);
  if (typeof values === 'number') return values;
  const {rounds, from, files, json} = values;
  let failed = 0;
  for (let round = 0; round < rounds; round++) {
    const seed = (from + round) % seeds;
    const {tests, failures} = failuresOf(await run(root, files, seed));
    failed += failures.length;
    if (json) print(JSON.stringify({seed, files: files.length, tests, failures}));
    else print(`round ${round + 1} of ${rounds}, seed ${seed}: ${tests} tests, ${failures.length} failed`);
    if (!json) for (const {file, test, why} of failures) print(`\n${file}\n  ${test}\n${why}\n`);
  }
  if (!json) print(failed === 0 ? 'all held' : `${failed} failed; what is found here becomes an example of its test`);
  return failed === 0 ? 0 : 1;
}

async function run(root: string, files: readonly string[], seed: number): Promise<Report> {
  const folder = mkdtempSync(join(tmpdir(), 'tandem-properties-'));
  const out = join(folder, 'report.json');
  try {
    const vitest = join(repository, 'node_modules/vitest/vitest.mjs');
    const child = spawn(
      process.execPath,
      [vitest, 'run', '--root', root, '--reporter=json', `--outputFile=${out}`, ...files],
      {cwd: root, env: {...process.env, [seedVariable]: String(seed)}, stdio: ['ignore', 'ignore', 'pipe']},
    );
    const [said, [code]] = await Promise.all([text(child.stderr), once(child, 'exit') as Promise<[number | null]>]);
    if (code !== 0 && code !== 1) throw new Error(`the tests ended with ${code}: ${said}`);
    return JSON.parse(readFileSync(out, 'utf8')) as Report;
  } finally {
    rmSync(folder, {recursive: true, force: true});
  }
}

function options(args: readonly string[], root: string) {
  const {values, positionals} = parseArgs({
    args: args.filter((arg) => arg !== '--'),
    allowPositionals: true,
    options: {
      rounds: {type: 'string', default: '10'},
      from: {type: 'string', default: String(Math.floor(Math.random() * seeds))},
      json: {type: 'boolean', default: false},
      help: {type: 'boolean', default: false},
    },
  });
  if (!/^[1-9]\d{0,5}$/.test(values.rounds))
    throw new Error(`--rounds: expected a whole number from 1 to 999999, but found '${values.rounds}'`);
  if (!/^\d{1,10}$/.test(values.from) || Number(values.from) >= seeds)
    throw new Error(`--from: expected a whole number from 0 to ${seeds - 1}, but found '${values.from}'`);
  const files = propertyFiles(root, positionals);
  if (files.length === 0) throw new Error(`no test that draws values has '${positionals.join("' or '")}' in its path`);
  return {...values, rounds: Number(values.rounds), from: Number(values.from), files};
}
