import type {Result, Verdict} from './run-case.ts';

export type Counts = Record<Verdict, number>;

export function countsOf(results: readonly Result[]): Counts {
  const counts: Counts = {passed: 0, failed: 0, deviating: 0, unsupported: 0};
  for (const {verdict} of results) counts[verdict]++;
  return counts;
}

/** A failing case in one line, its app cut short; `verbose`: in full, with steps and all rows of the step that differs. */
export function failureText({case: of, difference, reason}: Result, verbose: boolean): string {
  const {what = 'error', step, expected = [], got = []} = difference ?? {};
  const place = step === undefined ? '' : ` step ${step}`;
  if (!verbose)
    return `${of.id}${place} ${what}: expected ${short(expected)}, got ${short(got)}${reason ? ` (${reason})` : ''}  |  ${cut(of.app, 160)}`;
  return [
    `--- ${of.id}${place} (${what})${of.note ? `: ${of.note}` : ''}`,
    of.app.replaceAll(/;\s*/g, ';\n').trimEnd(),
    ...of.steps.map((s, i) => `${i === step ? '>' : ' '} ${i}: ${JSON.stringify(s)}`),
    ...['expected:', ...expected, 'got:', ...got].map((line) =>
      /^(expected|got):$/.test(line) ? line : `    ${line}`,
    ),
    '',
  ].join('\n');
}

/** One row for each first part of a section (`window.length.all` counts for `window`), and a last row for all. */
export function sectionTable(results: readonly Result[]): string {
  const sections = Map.groupBy(results, (r) => r.case.section.split('.')[0] ?? '');
  const rows = [...sections].map(([name, of]) => row(name, countsOf(of)));
  return [['section', 'passed', 'failed', 'deviating', 'unsupported'], ...rows, row('all', countsOf(results))]
    .map(([name = '', ...numbers]) => name.padEnd(14) + numbers.map((n) => n.padStart(12)).join(''))
    .join('\n');
}

const row = (name: string, c: Counts): string[] => [
  name,
  ...[c.passed, c.failed, c.deviating, c.unsupported].map(String),
];
const short = (lines: readonly string[]): string => (lines.length === 0 ? 'nothing' : cut(lines.join(' '), 300));
const cut = (text: string, length: number): string => {
  const line = text.replaceAll(/\s+/g, ' ');
  return line.length > length ? `${line.slice(0, length - 1)}…` : line;
};
