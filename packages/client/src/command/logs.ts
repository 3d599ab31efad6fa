import {resolve} from 'node:path';
import {setTimeout as pause} from 'node:timers/promises';
import type {Command} from 'commander';
import {cloudLogs} from '../logs/cloud-logs.ts';
import {fileLogs} from '../logs/file-logs.ts';
import {isMetrics, type LogLine, type Logs} from '../logs/log-line.ts';
import {CommandFailed, exitCodes} from './exit-codes.ts';
import type {Io} from './io.ts';
import {collect} from './options.ts';

type Options = {
  stack?: string;
  cluster?: string;
  dir: string;
  node: string[];
  since: string;
  follow?: true;
  metrics?: true;
  json?: true;
};

/** Between two looks for new lines, ms: CloudWatch permits few queries a second. */
const lookEvery = {files: 250, cloud: 2000};

/** `tandem logs`: what both nodes have written, in order of time. */
export function addLogs(program: Command, io: Io): void {
  program
    .command('logs')
    .description('The logs of both nodes in order of time: from CloudWatch, or of a pair on this machine.')
    .option('--stack <name>', 'CloudFormation stack: the nodes of its ECS cluster')
    .option('--cluster <name>', 'ECS cluster, instead of --stack')
    .option('--dir <dir>', 'folder of a pair on this machine, as `start --dir` makes it', '.tandem')
    .option('--node <name>', 'of this node alone, tandem-1 or node-1; may be given twice', collect, [])
    .option('--since <when>', 'for how long back (30s, 10m, 2h, 1d), or from when (2026-01-31T12:00:00Z)', '10m')
    .option('-f, --follow', 'goes on with what comes, until Ctrl-C')
    .option('--metrics', 'also the lines of metrics, which are for CloudWatch')
    .option('--json', 'one JSON object a line: at (ms since 1970), node, text')
    .action(async (options: Options) => {
      const since = sinceWhen(options.since, Date.now());
      const {stack, cluster} = options;
      const isCloud = stack !== undefined || cluster !== undefined;
      const logs = isCloud
        ? await cloudLogs(cluster === undefined ? {stack: stack ?? ''} : {cluster}, options.node, since)
        : fileLogs(resolve(options.dir, 'pair'), options.node, since);
      try {
        await show(logs, options, io, isCloud ? lookEvery.cloud : lookEvery.files);
      } finally {
        logs.close();
      }
    });
}

async function show(logs: Logs, options: Options, io: Io, every: number): Promise<void> {
  let shown = 0;
  let width = 0;
  do {
    for await (const lines of logs.more()) {
      for (const line of lines) {
        if (options.metrics !== true && isMetrics(line.text)) continue;
        width = Math.max(width, line.node.length);
        io.out(options.json ? `${JSON.stringify(line)}\n` : screenLine(line, width));
        shown++;
      }
      if (io.interrupted.aborted) return;
    }
    if (options.follow !== true) break;
    await pause(every, undefined, {signal: io.interrupted}).catch(() => undefined);
  } while (!io.interrupted.aborted);
  if (shown === 0) io.err(`no line since ${options.since}; --since 1d looks further back\n`);
}

const screenLine = ({node, text}: LogLine, width: number): string => `${node.padEnd(width)}  ${text}\n`;

const units: Record<string, number> = {s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000};

/** ms since 1970. Throws `CommandFailed`. */
export function sinceWhen(text: string, now: number): number {
  const ago = /^(\d{1,6})([smhd])$/.exec(text);
  const unit = ago?.[2] === undefined ? undefined : units[ago[2]];
  if (ago && unit !== undefined) return now - Number(ago[1]) * unit;
  const at = /^\d{4}-\d\d-\d\d/.test(text) ? Date.parse(text) : Number.NaN;
  if (!Number.isNaN(at)) return at;
  throw new CommandFailed(
    exitCodes.usage,
    `--since: found ${text}, expected a time span or a time`,
    'write it like 30s, 10m, 2h, 1d or 2026-01-31T12:00:00Z',
  );
}
