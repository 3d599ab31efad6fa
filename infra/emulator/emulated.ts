import {parseArgs} from 'node:util';
import {EMULATOR_PACKAGE} from './emulator.ts';
import {inWords, passed} from './report.ts';
import {runRound} from './round.ts';

/** `pnpm cdk:emulated [--json]`. Resolves with the exit code: 1 if a step failed or something was left over. */
export async function emulated(args: readonly string[]): Promise<number> {
  const {json} = parseArgs({args: [...args], options: {json: {type: 'boolean', default: false}}}).values;
  const round = await runRound((line) => void process.stderr.write(`${line}\n`));
  const ok = passed(round);
  process.stdout.write(
    json
      ? `${JSON.stringify({ok, emulator: EMULATOR_PACKAGE, ...round}, undefined, 2)}\n`
      : `The CDK CLI against ${EMULATOR_PACKAGE}, not against AWS:\n\n${inWords(round)}`,
  );
  return ok ? 0 : 1;
}
