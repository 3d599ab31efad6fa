import {resolve} from 'node:path';
import {Command} from 'commander';
import {run, type RunResult} from './run.ts';

type Options = {mysql?: string; runs: string; events: string; clients: string; graceful?: boolean; dir: string};

/** `pnpm demo`. Resolves with the exit code. */
export async function demo(argv: readonly string[]): Promise<number> {
  const options = new Command('demo')
    .description(
      'Streams real records through a pair, kills the active half way, and compares with an uninterrupted run.',
    )
    .option('--mysql <url>', 'mysql://user:password@host:port instead of an embedded database')
    .option('--runs <n>', 'how many times', '1')
    .option('--events <n>', 'records per run', '200000')
    .option('--clients <n>', 'concurrent clients', '8')
    .option('--graceful', 'SIGTERM instead of SIGKILL')
    .option('--dir <dir>', 'where logs and the database of a run lie', '.tandem')
    .parse(argv)
    .opts<Options>();
  const began = performance.now();
  const say = (line: string): void =>
    void process.stdout.write(`${((performance.now() - began) / 1000).toFixed(1).padStart(6)} s  ${line}\n`);
  const results: RunResult[] = [];
  for (let i = 0; i < count(options.runs, '--runs'); i++) {
    const {mysql, graceful = false} = options;
    const result = await run({
      events: count(options.events, '--events'),
      clients: count(options.clients, '--clients'),
      mysql,
      graceful,
      directory: resolve(options.dir),
      say,
    });
    results.push(result);
    if (count(options.runs, '--runs') > 1) say(JSON.stringify(result));
  }
  const total = together(results);
  process.stdout.write(`${JSON.stringify(total)}\n`);
  return faultless(total) ? 0 : 1;
}

/** Nothing lost, nothing doubled, nothing refused, the same order and the same table. */
function faultless(r: RunResult): boolean {
  return (
    r.lost + r.duplicated + r.refused + r.outOfOrder + r.contradicted === 0 && r.acked === r.events && !r.tableDiffers
  );
}

/** Sums over the runs; of times and waits the worst, of speeds the slowest. */
function together(results: readonly RunResult[]): RunResult & {runs: number} {
  const sum = (of: (r: RunResult) => number): number => results.reduce((total, r) => total + of(r), 0);
  return {
    events: sum((r) => r.events),
    acked: sum((r) => r.acked),
    lost: sum((r) => r.lost),
    duplicated: sum((r) => r.duplicated),
    refused: sum((r) => r.refused),
    takeoverMs: Math.max(...results.map((r) => r.takeoverMs)),
    handOverMs: Math.max(...results.map((r) => r.handOverMs)),
    eventsPerSecond: Math.min(...results.map((r) => r.eventsPerSecond)),
    longestWaitMs: Math.max(...results.map((r) => r.longestWaitMs)),
    outputs: sum((r) => r.outputs),
    repeatedOutputs: sum((r) => r.repeatedOutputs),
    repeatedPushes: sum((r) => r.repeatedPushes),
    outOfOrder: sum((r) => r.outOfOrder),
    contradicted: sum((r) => r.contradicted),
    tableDiffers: results.some((r) => r.tableDiffers),
    runs: results.length,
  };
}

function count(text: string, option: string): number {
  const number = Number(text);
  if (!Number.isSafeInteger(number) || number < 1)
    throw new Error(`${option}: found ${text}, expected a whole number of at least 1`);
  return number;
}
