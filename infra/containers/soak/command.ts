import {parseArgs} from 'node:util';
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
  const {values} = parseArgs({
    args: [...args],
    options: {
      rate: {type: 'string', default: '2000'},
      clients: {type: 'string', default: '64'},
      seconds: {type: 'string', default: '600'},
      overload: {type: 'string', default: '60'},
      json: {type: 'boolean', default: false},
    },
  });
  const [rate = 0, clients = 0, seconds = 0, overloadSeconds = 0] = [
    values.rate,
    values.clients,
    values.seconds,
    values.overload,
  ].map((text) => {
    const number = Number(text);
    if (!Number.isInteger(number) || number < 1)
      throw new Error(`found ${text}, expected a whole number of at least 1`);
    return number;
  });
  const began = performance.now();
  const say = (line: string): void =>
    void process.stderr.write(`${((performance.now() - began) / 1000).toFixed(1).padStart(6)} s  ${line}\n`);
  return onStage(say, async (stage) => {
    const round = new SoakRound(stage, {rate, clients, seconds, overloadSeconds, say});
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
        values.json
          ? `${JSON.stringify({ok, targets, left, ...result}, undefined, 2)}\n`
          : inWords(result, targets, left),
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
