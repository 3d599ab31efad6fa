import {spawn} from 'node:child_process';
import {randomBytes} from 'node:crypto';
import {once} from 'node:events';
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {createRequire} from 'node:module';
import {tmpdir} from 'node:os';
import {dirname, join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {parseArgs} from 'node:util';
import {ports} from '@tandem/runtime/config';
import {smokeApp, SOURCE_PATH} from './app.ts';
import {type Cloud} from './cloud.ts';
import {startLoad} from './load.ts';
import {remotePair} from './pair.ts';
import {estimate} from './price.ts';
import {Smoke, type SmokeParts, STACK, TAG} from './smoke.ts';

/** As in `sysexits.h`. */
const USAGE = 64;
const HOURS = 1;
const BLOCK = /^\d{1,3}(?:\.\d{1,3}){3}\/(?:[1-9]|[12]\d|3[0-2])$/;

const HELP = `node scripts/smoke-aws.ts --from CIDR [--yes] [--keep] [--rate N] [--clients N] [--calm SECONDS]

Deploys the cluster into the AWS account of your credentials, pushes events, stops the task of the active node, counts what
came of the events, destroys the cluster, and lists what is left of it. Takes about half an hour, and costs money.

  --from CIDR   the public address of this machine, such as 203.0.113.7/32: nobody else can reach the cluster
  --yes         do it; without it only account, region and estimated cost are shown
  --keep        do not destroy
`;

export type CommandParts = Pick<SmokeParts, 'cdk' | 'pair' | 'load' | 'pause'> & {
  readonly cloud: Cloud;
  readonly print: (text: string) => void;
};

/** Resolves with the exit code: 0 if every answered event was counted once and nothing is left; 64 without `--yes` or with a wrong option. */
export async function smoke(args: readonly string[], parts: CommandParts): Promise<number> {
  const {print} = parts;
  const {values} = parseArgs({
    args: [...args],
    options: {
      from: {type: 'string', default: ''},
      yes: {type: 'boolean', default: false},
      keep: {type: 'boolean', default: false},
      help: {type: 'boolean', default: false},
      rate: {type: 'string', default: '50'},
      clients: {type: 'string', default: '8'},
      calm: {type: 'string', default: '60'},
    },
  });
  const numbers = [values.rate, values.clients, values.calm].map(Number);
  if (values.help || !BLOCK.test(values.from) || numbers.some((number) => !(number > 0))) {
    print(HELP);
    return values.help ? 0 : USAGE;
  }
  const {account, arn, region} = await parts.cloud.identity();
  const cost = estimate(HOURS);
  print(`account ${account}, region ${region}, as ${arn}\n`);
  print(`about $${cost.dollars.toFixed(2)} for ${HOURS} hour:\n${cost.lines.map((line) => `  ${line}\n`).join('')}`);
  if (!values.yes) {
    print('nothing was done: add --yes to do it\n');
    return USAGE;
  }
  const apps = mkdtempSync(join(tmpdir(), 'tandem-smoke-'));
  writeFileSync(join(apps, 'smoke.siddhi'), smokeApp(ports.httpSource));
  const run = randomBytes(4).toString('hex');
  const [rate = 50, clients = 8, calm = 60] = numbers;
  print(`everything of this run carries the tag ${TAG}=${run}; the stack is ${STACK}\n`);
  try {
    const options = {
      run,
      from: values.from,
      eventPort: ports.httpSource,
      eventPath: SOURCE_PATH,
      apps,
      calmMs: calm * 1000,
      clients,
      rate,
      keep: values.keep,
    };
    const say = (line: string): void => print(`${new Date().toISOString().slice(11, 19)}  ${line}\n`);
    const {facts, failures} = await new Smoke(options, {...parts, say}).run();
    for (const fact of facts) print(`  ${fact}\n`);
    for (const failure of failures) print(`FAILED  ${failure}\n`);
    if (failures.length === 0) print('ok: nothing lost, nothing doubled, nothing left\n');
    return failures.length === 0 ? 0 : 1;
  } finally {
    rmSync(apps, {recursive: true, force: true});
  }
}

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** The pinned CDK CLI with the user's own credentials, its output on the terminal. */
async function cdk(args: readonly string[]): Promise<number> {
  const cli = join(dirname(createRequire(join(ROOT, 'package.json')).resolve('aws-cdk/package.json')), 'bin/cdk');
  const child = spawn(process.execPath, [cli, ...args], {cwd: ROOT, stdio: ['ignore', 'inherit', 'inherit']});
  const [code] = (await once(child, 'close')) as [number | null];
  return code ?? 1;
}

/** What the command works on when it is meant seriously. */
export function realParts(cloud: Cloud): CommandParts {
  return {
    cloud,
    cdk,
    pair: remotePair,
    load: startLoad,
    pause: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    print: (text) => void process.stdout.write(text),
  };
}
