import {Command} from 'commander';
import {PRODUCTION} from '../stacks/settings.ts';
import {EMULATOR_PACKAGE} from './emulator.ts';
import {inWords, passed} from './report.ts';
import {type Context, type Round, runRound} from './round.ts';

const asTexts = (settings: Readonly<Record<string, unknown>>): Context =>
  Object.fromEntries(Object.entries(settings).map(([key, value]) => [key, String(value)]));

/** What `--all` takes through the round. */
const ALL: readonly Context[] = [{}, {network: 'nat'}, {network: 'endpoints'}, asTexts(PRODUCTION)];

/**
 * `pnpm cdk:emulated [-c key=value]... [--all] [--json]`: the round with the cluster of those settings, or with each network and with the
 * settings for production.
 *
 * Resolves with the exit code: 1 if a step failed or something was left over.
 */
export async function emulated(args: readonly string[]): Promise<number> {
  const {json, all, context} = new Command('cdk:emulated')
    .description(
      `Takes the cluster through bootstrap, deploy, deploy again, a changed setting and destroy with the CDK CLI against ${EMULATOR_PACKAGE}, and lists what is left over.`,
    )
    .option(
      '-c, --context <key=value>',
      'a setting of the cluster; may be given again',
      (text, all: string[]) => [...all, text],
      [],
    )
    .option('--all', 'with each network, and with the settings for production', false)
    .option('--json', 'the report as one JSON object', false)
    .parse(args, {from: 'user'})
    .opts<{json: boolean; all: boolean; context: string[]}>();
  const say = (line: string): void => void process.stderr.write(`${line}\n`);
  const rounds: (Round & {readonly settings: Context; readonly ok: boolean})[] = [];
  for (const settings of all ? ALL : [asContext(context)]) {
    const round = await runRound(settings, say);
    const ok = passed(round);
    rounds.push({settings, ok, ...round});
    if (!json) process.stdout.write(`${heading(settings)}\n\n${inWords(round)}\n`);
  }
  const ok = rounds.every((round) => round.ok);
  if (json) process.stdout.write(`${JSON.stringify({ok, emulator: EMULATOR_PACKAGE, rounds}, undefined, 2)}\n`);
  return ok ? 0 : 1;
}

function heading(settings: Context): string {
  const named = Object.entries(settings).map(([key, value]) => `${key}=${value}`);
  return `The CDK CLI against ${EMULATOR_PACKAGE}, not against AWS, with ${named.length === 0 ? 'the default settings' : named.join(' ')}:`;
}

/** @param texts `key=value`, as for the CLI */
function asContext(texts: readonly string[]): Context {
  return Object.fromEntries(
    texts.map((text) => {
      const [key = '', ...value] = text.split('=');
      return [key, value.join('=')];
    }),
  );
}
