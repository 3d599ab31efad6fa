import {fileURLToPath} from 'node:url';
import {type Case, readCases} from './case.ts';
import {judgedBy, readKnownDeviations} from './known-deviations.ts';
import {type Result, runCase} from './run-case.ts';
import {runReplaying, runRestarting} from './restart-anywhere.ts';

/** The project's own cases. */
export const casesFolder: string = fileURLToPath(new URL('../../cases', import.meta.url));

/** `recorded`: as the reference engine; `restart-anywhere`, `replay`: as the engine's own uninterrupted run. */
export const modes = ['recorded', 'restart-anywhere', 'replay'] as const;
export type Mode = (typeof modes)[number];

/**
 * Runs all cases of `*.jsonl` in a folder whose section starts with `section`;
 * apps that must be refused only when comparing with the recording. A listed
 * deviation does not count as failed. `every`: only each so many-th of them.
 * Throws when the folder holds no such file.
 */
export function runFolder(
  folder: string = casesFolder,
  {section = '', mode = 'recorded', every = 1}: {section?: string; mode?: Mode; every?: number} = {},
): Result[] {
  const run = runners[mode];
  const cases = readCases(folder, section).filter(
    (each, i) => i % every === 0 && (mode === 'recorded' || each.expect.error?.phase !== 'create'),
  );
  const results = cases.map((each) => run(each));
  return mode === 'recorded' ? results.map(judgedBy(readKnownDeviations())) : results;
}

const runners: Record<Mode, (of: Case) => Result> = {
  recorded: runCase,
  'restart-anywhere': runRestarting,
  replay: runReplaying,
};
