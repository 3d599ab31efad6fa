import {Command, CommanderError} from 'commander';
import {addDoctor} from './doctor.ts';
import {CommandFailed, exitCodes} from './exit-codes.ts';
import type {Io} from './io.ts';
import {addLogs} from './logs.ts';
import {addPush} from './push.ts';
import {addStatus} from './status.ts';
import {addSwitchover} from './switchover.ts';

export {nodeExitMeaning} from '../diagnosis/node-exits.ts';

const about = `
Exit codes: ${Object.entries(exitCodes)
  .map(([name, code]) => `${code} ${name}`)
  .join(', ')}.
AWS is read with the usual settings: AWS_PROFILE, AWS_REGION, AWS_ENDPOINT_URL, the files in ~/.aws.`;

/** The `tandem` command. `argv`: without program and script. Resolves with the exit code; what went wrong is said on `io.err`. */
export async function tandem(argv: readonly string[], io: Io): Promise<number> {
  let code: number = exitCodes.ok;
  const done = (result: number): void => {
    code = result;
  };
  const program = new Command('tandem')
    .description('Looks after a pair of nodes, and sends events to it.')
    .exitOverride()
    .configureOutput({writeOut: io.out, writeErr: io.err})
    .showHelpAfterError('(tandem --help, or tandem COMMAND --help)')
    .addHelpText('after', about);
  for (const add of [addStatus, addDoctor, addLogs, addPush, addSwitchover]) add(program, io, done);
  try {
    await program.parseAsync(argv, {from: 'user'});
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.ok : exitCodes.usage;
    if (!(error instanceof CommandFailed)) throw error;
    io.err(`tandem: ${error.message}\n  next: ${error.next}\n`);
    return error.code;
  }
  return code;
}
