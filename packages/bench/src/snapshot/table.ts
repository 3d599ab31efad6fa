import type {Machine} from '../machine.ts';
import type {Sliced} from './measure.ts';
import type {Restored} from './restored.ts';

export type Measured = {shape: string; unit: string; sliced: Sliced; restored: Restored};
export const snapshotTitle = 'Snapshots without a pause';

const ms = (n: number | null): string => n?.toFixed(1) ?? 'none';
const mb = (n: number): string => (n / 1e6).toFixed(1);
const head = [
  'state',
  'cut (ms)',
  'turns: number, total, p99, longest, longest undisturbed (ms)',
  'MB, compressed',
  'delay without: p50, p99, max (µs)',
  'delay during',
  'restored, M/s, and what',
  'its turns: p99, longest, undisturbed (ms)',
];

/** Header, rule and a row for each shape. */
export function snapshotTable(measured: readonly Measured[]): string[] {
  const rows = measured.map(({shape, unit, sliced: s, restored: {restoring, cpu}}) => [
    shape,
    s.begin.toFixed(2),
    `${s.writing.count}, ${s.writing.total.toFixed(0)}, ${ms(s.writing.p99)}, ${ms(s.writing.longest)}, ${ms(s.writing.undisturbed)}`,
    `${mb(s.bytes)}, ${mb(s.packed)}`,
    [s.calm.p50, s.calm.p99, s.calm.max].map((d) => d.toFixed(0)).join(', '),
    [s.during.p50, s.during.p99, s.during.max].map((d) => d.toFixed(0)).join(', '),
    `${(s.held / cpu / 1e6).toFixed(2)}: ${s.held} ${unit}`,
    `${ms(restoring.p99)}, ${ms(restoring.longest)}, ${ms(restoring.undisturbed)}`,
  ]);
  return [head, head.map((_, i) => (i === 0 ? '---' : '---:')), ...rows].map((cells) => `| ${cells.join(' | ')} |`);
}

/** `notes`: what is said of the figures, behind them. */
export function snapshotSection(measured: readonly Measured[], m: Machine, notes: string): string {
  return [
    `## ${snapshotTitle}`,
    '',
    `Written by \`pnpm bench --snapshot --write\`, each row by two processes of its own, the second of which restores; what stands below the table is kept. Machine: ${m.cpu}, ${m.cores} cores, ${m.system}, Node ${m.node}; load average ${m.load.toFixed(1)}.`,
    'The cut is all that happens within a turn of the engine; it is then written in turns of 1 ms, as a node in a hurry does, and restored in turns of 4 ms.',
    'Meanwhile 20 events arrive each ms: their delay is from when they were due until they were applied, in steps of that ms. A turn is',
    'undisturbed when the process was not switched out in it. Restoring is counted in CPU time of the thread and in what is held, be it in windows, matches or buckets: events, else rows, groups or keys. Cut, undisturbed',
    'turns, sizes and rates hold on a busy machine too, within a third; the other turns and the delays need a quiet one: there they say more of its other work.',
    '',
    ...snapshotTable(measured),
    '',
    ...(notes === '' ? [] : [notes, '']),
  ].join('\n');
}
