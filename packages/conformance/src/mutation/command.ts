import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {parseArgs} from 'node:util';
import {must} from '@tandem/base';
import {understood} from '../arguments.ts';
import {generate} from '../differential/generate.ts';
import {judge} from '../differential/judge.ts';
import {Oracle, prepareOracle} from '../differential/oracle.ts';
import {mutated} from './apply.ts';
import {type Mutation, mutations} from './mutations.ts';
import {type Suite, suites, type Verdict} from './suites.ts';
import {Workspace} from './workspace.ts';

const usage = `pnpm mutation [options]
  --only TEXT   only mutations whose name contains this
  --suite TEXT  only suites whose name contains this
  --random N    a further suite: N random apps with the reference engine's answers (fetched with Maven, needs Java)
  --oracle DIR  a folder with out/Oracle.class and cp.txt, for --random`;

/**
 * Breaks one operator after the other in a copy of the packages and prints
 * which suite notices. Answers the exit code: 1 when a mutation goes
 * unnoticed, 2 for wrong arguments or when a suite fails on the sources as they are.
 */
export async function mutation(args: readonly string[], print: (line: string) => void): Promise<number> {
  const values = understood(() => options(args), usage, print);
  if (typeof values === 'number') return values;
  const random = values.random === undefined ? undefined : await answered(Number(values.random), values.oracle, print);
  const workspace = new Workspace();
  try {
    const chosen = suites(random?.file).filter(({name}) => name.includes(values.suite));
    return await check(
      workspace,
      mutations.filter(({name}) => name.includes(values.only)),
      chosen,
      print,
    );
  } finally {
    workspace.remove();
    random?.remove();
  }
}

async function check(
  workspace: Workspace,
  chosen: readonly Mutation[],
  with_: readonly Suite[],
  print: (line: string) => void,
): Promise<number> {
  for (const suite of with_) {
    const {noticed, how} = await suite.run(workspace);
    if (noticed) {
      print(`${suite.name} do not pass on the sources as they are: ${how}`);
      return 2;
    }
  }
  const width = Math.max(...chosen.map(({name}) => name.length));
  const row = (cells: readonly string[]): string =>
    cells
      .map((cell, i) => (i === 0 ? cell.padEnd(width) : cell.padStart(must(with_[i - 1], 'a suite').name.length)))
      .join('  ');
  print(row(['mutation', ...with_.map(({name}) => name)]));
  const survivors: string[] = [];
  for (const each of chosen) {
    const verdicts = await verdictsOn(workspace, each, with_);
    print(row([each.name, ...verdicts.map(({how}) => how)]));
    if (!verdicts.some(({noticed}) => noticed)) survivors.push(each.name);
  }
  print(
    survivors.length === 0
      ? `all ${chosen.length} mutations were noticed`
      : `${survivors.length} of ${chosen.length} went unnoticed: ${survivors.join('; ')}`,
  );
  return survivors.length === 0 ? 0 : 1;
}

async function verdictsOn(workspace: Workspace, each: Mutation, with_: readonly Suite[]): Promise<Verdict[]> {
  const restore = workspace.replace(each.file, mutated(each, workspace.packages));
  try {
    const verdicts: Verdict[] = [];
    for (const suite of with_) verdicts.push(await suite.run(workspace));
    return verdicts;
  } finally {
    restore();
  }
}

/** Random apps with their answers, one a line, without those on which the engines differ already for no known reason. */
async function answered(
  count: number,
  folder: string | undefined,
  print: (line: string) => void,
): Promise<{file: string; remove: () => void}> {
  const oracle = new Oracle(folder ?? (await prepareOracle(print)));
  const lines: string[] = [];
  for (let from = 1; from <= count; from += 100) {
    const specs = Array.from({length: Math.min(100, count - from + 1)}, (_, i) => generate(from + i));
    const answers = await oracle.ask(specs);
    for (const [i, spec] of specs.entries()) {
      const answer = must(answers[i], 'an answer');
      if (judge(spec, answer).verdict !== 'different') lines.push(JSON.stringify({spec, answer}));
    }
  }
  await oracle.stop();
  const place = mkdtempSync(join(tmpdir(), 'tandem-answers-'));
  const file = join(place, 'answers.jsonl');
  writeFileSync(file, lines.join('\n'));
  return {file, remove: () => rmSync(place, {recursive: true, force: true})};
}

function options(args: readonly string[]) {
  const {values} = parseArgs({
    args: args.filter((arg) => arg !== '--'),
    options: {
      only: {type: 'string', default: ''},
      suite: {type: 'string', default: ''},
      random: {type: 'string'},
      oracle: {type: 'string'},
      help: {type: 'boolean', default: false},
    },
  });
  if (values.random !== undefined && !/^[1-9]\d*$/.test(values.random))
    throw new Error(`--random: expected a whole number from 1 on, but found '${values.random}'`);
  if (!mutations.some(({name}) => name.includes(values.only)))
    throw new Error(
      `--only: no mutation is named like '${values.only}'; there are: ${mutations.map((m) => m.name).join('; ')}`,
    );
  return values;
}
