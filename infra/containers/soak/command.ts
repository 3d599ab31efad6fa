import {Command} from 'commander';
import {whole} from '../../positive.ts';
import {onStage} from '../on-stage.ts';
import {type Soak, SoakRound} from './soak.ts';
import {verdict} from './verdict.ts';

/**
 * `pnpm containers:soak [--rate N] [--clients N] [--seconds N] [--overload SECONDS] [--json]`.
 *
 * Resolves with the exit code: 0 if every target is met and nothing is left; 69 if this machine cannot run containers. Other work on the machine shows in it: the load
 * average is told with each figure.
 */
export async function soak(args: readonly string[]): Promise<number> {
  const {json, rate, clients, seconds, overload} = new Command('containers:soak')
    .description(
      'Runs both synthesised tasks as containers under a steady load, then under more than they can take; says which targets are met. Needs podman and buildah.',
    )
    .option('--rate <n>', 'events a second', whole, 2000)
    .option('--clients <n>', 'that push side by side', whole, 64)
    .option('--seconds <n>', 'of the steady load', whole, 600)
    .option('--overload <seconds>', 'of the load that is too much', whole, 60)
    .option('--json', 'the report as one JSON object', false)
    .parse(args, {from: 'user'})
    .opts<{rate: number; clients: number; seconds: number; overload: number; json: boolean}>();
  const began = performance.now();
  const say = (line: string): void =>
    void process.stderr.write(`${((performance.now() - began) / 1000).toFixed(1).padStart(6)} s  ${line}\n`);
  return onStage(say, async (stage) => {
    const round = new SoakRound(stage, {rate, clients, seconds, overloadSeconds: overload, say});
    let result: Soak;
    try {
      result = await round.run();
    } finally {
      await round.close();
    }
    return (left) => {
      const targets = verdict(result, {rate});
      const ok = left.length === 0 && targets.every(({met}) => met);
      process.stdout.write(
        json ? `${JSON.stringify({ok, targets, left, ...result}, undefined, 2)}\n` : inWords(result, targets, left),
      );
      return ok ? 0 : 1;
    };
  });
}

function inWords(result: Soak, targets: ReturnType<typeof verdict>, left: readonly string[]): string {
  const loads = result.samples.map(({loadAverage}) => loadAverage);
  const lines = [
    `Two nodes in containers of ${result.limits.cpus} vCPU and ${result.limits.memoryMiB} MiB for ${result.steady.seconds.toFixed(0)} s; load average of the machine ${Math.min(...loads)} to ${Math.max(...loads)}`,
    ...targets.map(
      ({what, want, got, met}) => `${met ? 'ok    ' : 'MISSED'}  ${what.padEnd(52)} ${want.padEnd(18)} ${got}`,
    ),
    `why attempts failed: steady ${JSON.stringify(result.steady.reasons)}, overloaded ${JSON.stringify(result.overload.reasons)}`,
    ...left.map((entry) => `FAILED  left over: ${entry}`),
  ];
  return `${lines.join('\n')}\n`;
}
