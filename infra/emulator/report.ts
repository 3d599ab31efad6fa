export type Step = {
  readonly name: string;
  readonly seconds: number;
  /** What is not as it must be, a sentence each. */
  readonly failures: readonly string[];
  readonly facts: readonly string[];
};

export type Report = {
  readonly steps: readonly Step[];
  /** What was done in place of AWS, and how often. */
  readonly ours: Readonly<Record<string, number>>;
};

export function passed({steps}: Pick<Report, 'steps'>): boolean {
  return steps.length > 0 && steps.every(({failures}) => failures.length === 0);
}

/** For a reader at a terminal. */
export function inWords(report: Report): string {
  const steps = report.steps.flatMap(({name, seconds, failures, facts}) => [
    `${failures.length === 0 ? 'ok    ' : 'FAILED'} ${seconds.toFixed(1).padStart(6)} s  cdk ${name}`,
    ...(failures.length === 0 ? facts : failures).map((line) => `                 ${line}`),
  ]);
  const ours = Object.entries(report.ours).map(([what, times]) => `  ${`${times}`.padStart(4)} x ${what}`);
  return [...steps, '', 'In place of AWS, by this round and not by the emulator:', ...ours, ''].join('\n');
}
