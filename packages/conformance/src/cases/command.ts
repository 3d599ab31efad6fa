import {parseArgs} from 'node:util';
import {countsOf, failureText, sectionTable} from './report.ts';
import {casesFolder, type Mode, runFolder} from './run-folder.ts';

const usage = `pnpm conformance [FOLDER] [options]
  FOLDER               a folder of *.jsonl with cases; default: those of this project
  --section PREFIX     only cases whose section starts so
  --verbose            each failing case in full
  --json               the last line is {"passed":n,"failed":n,"deviating":n,"unsupported":n}
  --restart-anywhere   compare with runs that restart at each position, not with the recording
  --replay             compare with a second run, snapshots included`;

/** Runs the cases and prints what differs, then a table of sections. Answers the exit code: 1 when a case fails, 2 for wrong arguments. */
export function conformance(args: readonly string[], print: (line: string) => void): number {
  let read: ReturnType<typeof options>;
  try {
    read = options(args);
  } catch (error) {
    print(`${(error as Error).message}\n${usage}`);
    return 2;
  }
  const {values, positionals} = read;
  if (values.help) {
    print(usage);
    return 0;
  }
  const mode = modeOf(values);
  const results = runFolder(positionals[0] ?? casesFolder, {section: values.section, mode});
  const counts = countsOf(results);
  for (const result of results) if (result.verdict === 'failed') print(failureText(result, values.verbose));
  print(sectionTable(results));
  if (values.json) print(JSON.stringify(counts));
  return counts.failed === 0 ? 0 : 1;
}

function options(args: readonly string[]) {
  const flag = {type: 'boolean', default: false} as const;
  const read = parseArgs({
    args: args.filter((arg) => arg !== '--'),
    allowPositionals: true,
    options: {
      section: {type: 'string', default: ''},
      verbose: flag,
      json: flag,
      'restart-anywhere': flag,
      replay: flag,
      help: flag,
    },
  });
  const {values, positionals} = read;
  if (positionals.length > 1) throw new Error(`expected at most one folder, but found ${positionals.join(' ')}`);
  if (values.replay && values['restart-anywhere'])
    throw new Error('--replay and --restart-anywhere are two different runs: give one of them');
  return read;
}

const modeOf = (values: {'restart-anywhere': boolean; replay: boolean}): Mode => {
  if (values.replay) return 'replay';
  return values['restart-anywhere'] ? 'restart-anywhere' : 'recorded';
};
