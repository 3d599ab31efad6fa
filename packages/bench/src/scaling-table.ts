import type {Machine} from './machine.ts';
import type {Effort} from './rounds.ts';
import type {Subject} from './scaling.ts';

/** `rates`: events a second of CPU, one a size. */
export type ScaledRow = Pick<Subject, 'name' | 'about'> & {sizes: readonly number[]; rates: readonly number[]};
export const scalingTitle = 'What must not cost more with what is held';

/** Header, rule and a row for each subject. A cost that grew with the size would be a hundred times as high in the last column. */
export function scalingTable(rows: readonly ScaledRow[]): string[] {
  const cell = (row: ScaledRow, i: number): string =>
    `${(row.rates[i]! / 1e6).toFixed(2)} (${row.sizes[i]!.toLocaleString('en')})`;
  return [
    '| | what | smallest | x 10 | x 100 |',
    '| --- | --- | ---: | ---: | ---: |',
    ...rows.map((row) => `| ${row.name} | ${row.about} | ${[0, 1, 2].map((i) => cell(row, i)).join(' | ')} |`),
  ];
}

export function scalingSection(rows: readonly ScaledRow[], m: Machine, {warm, measure}: Effort): string {
  return [
    `## ${scalingTitle}`,
    '',
    `Written by \`pnpm bench --scaling --write\`. Machine: ${m.cpu}, ${m.cores} cores, ${m.system}, Node ${m.node}; load average ${m.load.toFixed(1)}.`,
    `Million events a second of CPU time of the sending thread, ${warm} s of warm-up, ${measure} s measured, at three sizes ten times apart; a process each. Keys are`,
    'drawn at random, so with the size the caches hold less of what is touched: that is what is left of a difference. A cost that',
    'grew with the size would be a hundred times as high in the last column.',
    '',
    ...scalingTable(rows),
  ].join('\n');
}
