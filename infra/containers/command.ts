import {Command} from 'commander';
import {positive} from '../positive.ts';
import {inWords} from './report.ts';
import {ContainerRound, type Round} from './round.ts';
import {onStage} from './on-stage.ts';

/**
 * `pnpm containers [--rate N] [--clients N] [--calm S] [--json]`.
 *
 * Resolves with the exit code: 0 only if no answered event was lost or doubled and nothing is left behind; 69 if this machine cannot run containers.
 */
export async function containers(args: readonly string[]): Promise<number> {
  const {json, ...options} = new Command('containers')
    .description(
      'Runs both synthesised tasks as containers behind a balancer, under load: calm, a killed active, a new image, the database away; accounts for every event. Needs podman and buildah.',
    )
    .option('--rate <n>', 'events a second', positive, 200)
    .option('--clients <n>', 'that push side by side', positive, 16)
    .option('--calm <seconds>', 'between the faults', positive, 10)
    .option('--json', 'the report as one JSON object', false)
    .parse(args, {from: 'user'})
    .opts<{rate: number; clients: number; calm: number; json: boolean}>();
  const began = performance.now();
  const say = (line: string): void =>
    void process.stderr.write(`${((performance.now() - began) / 1000).toFixed(1).padStart(6)} s  ${line}\n`);
  return onStage(say, async (stage) => {
    const round = new ContainerRound(stage, {...options, calmSeconds: options.calm, say});
    let result: Round;
    try {
      result = await round.run();
    } finally {
      await round.close();
    }
    return (left) => {
      const failures = [...result.failures, ...left.map((entry) => `left over: ${entry}`)];
      const report = {...result, failures, seconds: (performance.now() - began) / 1000};
      process.stdout.write(
        json ? `${JSON.stringify({ok: failures.length === 0, ...report}, undefined, 2)}\n` : inWords(report),
      );
      return failures.length === 0 ? 0 : 1;
    };
  });
}
