import {simulateSeed} from './simulate-seed.ts';

export type SimulateOptions = {
  seeds: number;
  from?: number;
  /** Where words go, a line each. */
  print?: (line: string) => void;
};
export type Summary = {
  seeds: number;
  failed: number[];
  waived: number;
  answered: number;
  epochs: number;
  events: number;
};

/** Runs seeds one after another; of a failing one prints the whole trace, so that it can be read and repeated. */
export async function simulate(options: SimulateOptions): Promise<Summary> {
  const {seeds, from = 1, print = () => {}} = options;
  const summary: Summary = {seeds, failed: [], waived: 0, answered: 0, epochs: 0, events: 0};
  for (let seed = from; seed < from + seeds; seed++) {
    const result = await simulateSeed(seed);
    summary.answered += result.answered;
    summary.epochs += result.epochs;
    summary.events += result.events;
    if (result.waived) summary.waived++;
    if (result.violation !== undefined) {
      summary.failed.push(seed);
      const again = await simulateSeed(seed, {trace: true});
      for (const line of again.trace) print(line);
      print(`seed ${seed} FAILED: ${result.violation}`);
      if (again.violation !== result.violation)
        print(`not repeatable: the second run says ${again.violation ?? 'nothing'}`);
    }
    const done = seed - from + 1;
    if (done % 100 === 0) print(`${done} of ${seeds} seeds, ${summary.failed.length} failed`);
  }
  print(
    `${seeds} seeds from ${from}: ${summary.failed.length} failed, ${summary.waived} with an admitted double fault, ` +
      `${summary.answered} inputs answered, ${summary.epochs} epochs, ${summary.events} events`,
  );
  return summary;
}

/** For the command line: `--seeds N`, `--from N`. Answers the exit code. */
export async function simulateCommand(args: readonly string[], print: (line: string) => void): Promise<number> {
  const value = (name: string, otherwise: number): number => {
    const at = args.indexOf(name);
    const n = at < 0 ? otherwise : Number(args[at + 1]);
    if (!Number.isSafeInteger(n) || n < 0) throw new Error(`${name} wants a whole number, found ${args[at + 1]}`);
    return n;
  };
  const summary = await simulate({seeds: value('--seeds', 1000), from: value('--from', 1), print});
  return summary.failed.length > 0 ? 1 : 0;
}
