import {writeFileSync} from 'node:fs';
import {parseArgs} from 'node:util';
import {must} from '@tandem/base';
import {understood} from '../arguments.ts';
import {failureText} from '../cases/report.ts';
import {featureReport} from './features.ts';
import {generate, type Spec} from './generate.ts';
import {judge, type Judgement} from './judge.ts';
import {Oracle, prepareOracle} from './oracle.ts';
import {shrink} from './shrink.ts';

const usage = `pnpm differential [options]
  --apps N      how many random apps (default 1000)
  --seed S      the first app's seed; the next ones follow (default 1)
  --theme T     only apps of this theme, or of several: T,U; --apps then counts what the seeds give
  --features    also how many apps used each feature
  --shrink N    print so many of the unexplained differences, made small (default 10)
  --out FILE    write all unexplained differences there, as recorded cases, one a line: those printed come first
  --oracle DIR  a folder with out/Oracle.class and cp.txt; default: fetched with Maven
  --json        the last line is {"apps":n,"same":n,"refused":n,"deviating":n,"different":n,"void":n}`;

const chunk = 100;

/**
 * Gives random apps to both engines and prints where they differ, by reason.
 * Answers the exit code: 1 for a difference that nothing explains, 2 for wrong arguments.
 */
export async function differential(args: readonly string[], print: (line: string) => void): Promise<number> {
  const values = understood(() => options(args), usage, print);
  if (typeof values === 'number') return values;
  const oracle = new Oracle(values.oracle ?? (await prepareOracle(print)));
  try {
    const judgements = await judgeAll(oracle, values, print);
    const {small, others} = await shrunk(oracle, judgements, values.shrink);
    for (const {case: of, difference} of small) print(failureText({case: of, verdict: 'failed', difference}, true));
    if (others.length > 0) print(`not shown: ${others.map(({case: of}) => of.id).join(' ')}\n`);
    if (values.out !== undefined)
      writeFileSync(values.out, [...small, ...others].map(({case: of}) => `${JSON.stringify(of)}\n`).join(''));
    if (values.features)
      for (const line of featureReport(judgements.flatMap((j) => (j.verdict === 'void' ? [] : [j.case])))) print(line);
    return summary(judgements, values.json, print);
  } finally {
    await oracle.stop();
  }
}

async function judgeAll(
  oracle: Oracle,
  {apps, seed, theme}: {apps: number; seed: number; theme: string | undefined},
  print: (line: string) => void,
): Promise<Judgement[]> {
  const judgements: Judgement[] = [];
  const themes = theme?.split(',').map((name) => `differential.${name}`);
  for (let from = 0; from < apps; from += chunk) {
    const specs: Spec[] = Array.from({length: Math.min(chunk, apps - from)}, (_, i) =>
      generate(seed + from + i),
    ).filter(({section}) => themes?.includes(section) ?? true);
    const judged = await asked(oracle, specs);
    judgements.push(...(await controlled(oracle, judged)));
    if ((from / chunk) % 10 === 9)
      print(`${judgements.length} apps, ${judgements.filter((j) => j.verdict === 'different').length} differ`);
  }
  return judgements;
}

async function asked(oracle: Oracle, specs: readonly Spec[]): Promise<Judgement[]> {
  const answers = await oracle.ask(specs);
  const judgements: Judgement[] = [];
  for (const [i, spec] of specs.entries()) {
    const judged = judge(spec, must(answers[i], 'an answer'));
    judgements.push(
      judged.verdict === 'different' && spec.settle !== undefined ? await askedSlowly(oracle, spec) : judged,
    );
  }
  return judgements;
}

/** A deviation is taken for what it says only where the two engines agree once its cause is gone. */
async function controlled(oracle: Oracle, judgements: readonly Judgement[]): Promise<Judgement[]> {
  const controls = judgements.flatMap((j) => (j.verdict === 'deviating' && j.control ? [j.control] : []));
  const found = new Map((await asked(oracle, controls)).map((j, i) => [controls[i], j]));
  return judgements.map((j) => {
    const control = j.verdict === 'deviating' && j.control ? found.get(j.control) : undefined;
    return control?.verdict === 'different' ? control : j;
  });
}

/** Once more, with time enough for what the reference engine writes on other threads. */
async function askedSlowly(oracle: Oracle, spec: Spec): Promise<Judgement> {
  const [answer] = await oracle.ask([{...spec, settle: 600}]);
  return judge(spec, must(answer, 'an answer'));
}

type Different = Extract<Judgement, {verdict: 'different'}>;

/** At most so many made small, one of each kind first, so that few show much; and the others as they came. */
async function shrunk(
  oracle: Oracle,
  judgements: readonly Judgement[],
  most: number,
): Promise<{small: Different[]; others: Different[]}> {
  const different = judgements.filter((j) => j.verdict === 'different');
  const turns = new Map<string, number>();
  const ranked = different.map((d) => {
    const kind = kindOf(d);
    const turn = turns.get(kind) ?? 0;
    turns.set(kind, turn + 1);
    return {d, turn};
  });
  ranked.sort((a, b) => a.turn - b.turn);
  const small: Different[] = [];
  for (const {d} of ranked.slice(0, most)) small.push(await shrink(oracle, d));
  return {small, others: ranked.slice(most).map(({d}) => d)};
}

const kindOf = ({case: of, difference}: Different): string => `${of.section} ${difference.what}`;

function summary(judgements: readonly Judgement[], json: boolean, print: (line: string) => void): number {
  const counts = {apps: judgements.length, same: 0, refused: 0, deviating: 0, different: 0, void: 0};
  const reasons = new Map<string, number>();
  for (const judgement of judgements) {
    counts[judgement.verdict]++;
    const reason = reasonOf(judgement);
    if (reason !== undefined) reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
  }
  for (const [reason, count] of [...reasons].sort((a, b) => b[1] - a[1]))
    print(`${String(count).padStart(7)}  ${reason}`);
  print(
    Object.entries(counts)
      .map(([name, count]) => `${name} ${count}`)
      .join(', '),
  );
  if (json) print(JSON.stringify(counts));
  return counts.different === 0 ? 0 : 1;
}

function reasonOf(judgement: Judgement): string | undefined {
  if (judgement.verdict === 'deviating') return `deviation: ${judgement.reason}`;
  if (judgement.verdict === 'void') return `void: ${judgement.reason}`;
  return judgement.verdict === 'different' ? `unexplained: ${kindOf(judgement)}` : undefined;
}

function options(args: readonly string[]) {
  const {values} = parseArgs({
    args: args.filter((arg) => arg !== '--'),
    options: {
      apps: {type: 'string', default: '1000'},
      theme: {type: 'string'},
      seed: {type: 'string', default: '1'},
      shrink: {type: 'string', default: '10'},
      out: {type: 'string'},
      oracle: {type: 'string'},
      features: {type: 'boolean', default: false},
      json: {type: 'boolean', default: false},
      help: {type: 'boolean', default: false},
    },
  });
  const whole = (name: 'apps' | 'seed' | 'shrink'): number => {
    const n = Number(values[name]);
    if (!Number.isSafeInteger(n) || n < 0)
      throw new Error(`--${name}: expected a whole number, but found '${values[name]}'`);
    return n;
  };
  return {...values, theme: values.theme, apps: whole('apps'), seed: whole('seed'), shrink: whole('shrink')};
}
