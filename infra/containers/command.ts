import {parseArgs} from 'node:util';
import {inWords} from './report.ts';
import {ContainerRound, type Round} from './round.ts';
import {onStage} from './on-stage.ts';

/**
 * `pnpm containers [--rate N] [--clients N] [--calm S] [--json]`.
 *
 * Resolves with the exit code: 0 only if no answered event was lost or doubled and nothing is left behind; 69 if this machine cannot run containers.
 */
export async function containers(args: readonly string[]): Promise<number> {
  const {values} = parseArgs({
    args: [...args],
    options: {
      rate: {type: 'string', default: '200'},
      clients: {type: 'string', default: '16'},
      calm: {type: 'string', default: '10'},
      json: {type: 'boolean', default: false},
    },
  });
  const options = {
    rate: positive('--rate', values.rate),
    clients: positive('--clients', values.clients),
    calmSeconds: positive('--calm', values.calm),
  };
  const began = performance.now();
  const say = (line: string): void =>
    void process.stderr.write(`${((performance.now() - began) / 1000).toFixed(1).padStart(6)} s  ${line}\n`);
  return onStage(say, async (stage) => {
    const round = new ContainerRound(stage, {...options, say});
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
        values.json ? `${JSON.stringify({ok: failures.length === 0, ...report}, undefined, 2)}\n` : inWords(report),
      );
      return failures.length === 0 ? 0 : 1;
    };
  });
}

function positive(option: string, text: string): number {
  const number = Number(text);
  if (!Number.isFinite(number) || number <= 0)
    throw new Error(`${option}: found ${text}, expected a number greater than 0`);
  return number;
}
