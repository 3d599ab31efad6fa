import {mkdtempSync, readFileSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {App} from 'aws-cdk-lib';
import {Command} from 'commander';
import {ClusterStack} from '../stacks/cluster-stack.ts';
import {contextSource, PRODUCTION, readSettings} from '../stacks/settings.ts';
import {CHOICES, type Combination, pairwise} from './combinations.ts';
import {installLint, lint} from './lint.ts';
import {nagFindings} from './nag-findings.ts';
import {type Checked, type CheckReport, summary} from './summary.ts';

/**
 * `pnpm cdk:check [--json]`: cfn-lint and cdk-nag over the cluster with any two settings together. Resolves with the exit code: 1 if there is a
 * finding without a reason.
 */
export async function check(args: readonly string[]): Promise<number> {
  const {json} = new Command('cdk:check')
    .description('Holds cfn-lint and cdk-nag against the cluster with any two settings together.')
    .option('--json', 'the report as one JSON object', false)
    .parse(args, {from: 'user'})
    .opts<{json: boolean}>();
  const say = (line: string): void => void process.stderr.write(`${line}\n`);
  const work = mkdtempSync(join(tmpdir(), 'tandem-check-'));
  const began = performance.now();
  try {
    const program = await installLint(join(tmpdir(), 'tandem-cfn-lint'), say);
    const combinations = [{}, PRODUCTION, ...pairwise(CHOICES)];
    const checked = combinations.map((settings, at) => {
      const one = synthesise(join(work, `${at}`), settings);
      say(
        `${at + 1} of ${combinations.length}: ${one.resources} resources, ${one.nag.length} findings with a reason or without`,
      );
      return one;
    });
    const linted = await lint(
      program,
      checked.map(({template}) => template),
    );
    const report = summary(checked, linted, (performance.now() - began) / 1000);
    process.stdout.write(json ? `${JSON.stringify(report, undefined, 2)}\n` : inWords(report));
    return report.without.length === 0 ? 0 : 1;
  } finally {
    rmSync(work, {recursive: true, force: true});
  }
}

function synthesise(outdir: string, settings: Combination): Checked & {readonly template: string} {
  const flags = JSON.parse(readFileSync(new URL('../../cdk.json', import.meta.url), 'utf8')) as {context: object};
  const app = new App({outdir, context: {...flags.context}});
  new ClusterStack(app, 'Tandem', {settings: readSettings(contextSource(settings))});
  const nag = nagFindings(app);
  const template = join(outdir, 'Tandem.template.json');
  const text = readFileSync(template, 'utf8');
  const {Resources} = JSON.parse(text) as {Resources: object};
  return {settings, resources: Object.keys(Resources).length, bytes: text.length, nag, template};
}

function inWords(report: CheckReport): string {
  const [least, most] = report.resources;
  const [small, large] = report.bytes;
  const lines = [
    `${report.combinations} combinations of settings in ${report.seconds.toFixed(0)} s: ${least} to ${most} resources, ${Math.round(small / 1000)} to ${Math.round(large / 1000)} kB`,
    ...report.withReason.map(({rule, at, reason}) => `reason  ${rule} (${at.length}): ${reason}`),
    report.without.length === 0
      ? `ok      nothing without a reason; ${report.lint} finds nothing but dependencies that are named twice (W3005), as CDK writes them`
      : report.without.map((finding) => `FAILED  ${finding}`).join('\n'),
  ];
  return `${lines.join('\n')}\n`;
}
