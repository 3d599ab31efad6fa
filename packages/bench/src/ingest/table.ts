import type {Machine} from '../machine.ts';
import {halfLasts, type Ingested} from './ingest.ts';
import type {IngestEffort} from './under-load.ts';
import type {LinkRow} from './link-alone.ts';
import type {Spread, Writing} from './writing.ts';

export type IngestReport = {
  machine: Machine;
  effort: IngestEffort;
  rows: readonly Ingested[];
  writing?: Writing;
  link?: readonly LinkRow[];
  /** Of the pair: a MySQL server, or a SQLite file. */
  mysql: boolean;
};

/** What the page's section is called. */
export const ingestTitle = 'Ingest';

/** The report as a section of the page. */
export function ingestSection({machine: m, effort, rows, writing, link, mysql}: IngestReport): string {
  return [
    `## ${ingestTitle}`,
    '',
    `Written by \`pnpm bench --ingest --write\`. Machine: ${m.cpu}, ${m.cores} cores, Node ${m.node}; load average ${m.load.toFixed(1)}.`,
    '',
    `HTTP requests with JSON to the source of a pair: two processes with ${mysql ? 'a MySQL server' : 'a SQLite file'} between them, hot standby, credentials checked, one`,
    `filter query; the generator is a third process on the same machine. ${effort.warm} s of warm-up, ${effort.measure} s measured, each answer followed by the`,
    `next request; then ${effort.measure * halfLasts} s at half of that rate, where a request counts from when it was due, whenever it could be sent. Answered means`,
    'committed. CPU is of the whole process at full load, user and system, all threads; "a core" is one second of CPU time of the active node. With',
    'fewer cores than processes each waits for the others: two of the last columns say for how much of the time the main threads could have run and did not,',
    'and by how much the generator itself was late, which is part of the times before them. What a request leaves to the full collections is told where there was none.',
    '',
    ...ingestTable(rows),
    '',
    ...(writing ? [...writingLines(writing), ''] : []),
    ...(link ? [...linkLines(link), ''] : []),
  ].join('\n');
}

/** Answers without and beside snapshots: the middle one of the runs, and both ends. */
export function writingLines({held, rate, rounds, without, with: during, snapshots, took}: Writing): string[] {
  const seconds = (ms: number): string => (ms / 1000).toFixed(1);
  const row = (name: string, spread: Spread): string =>
    `| ${[name, ...[spread.p50, spread.p99, spread.max].map(({median, least, most}) => `${median.toFixed(1)} (${least.toFixed(1)} to ${most.toFixed(1)})`)].join(' | ')} |`;
  return [
    `Beside snapshots: ${rate.toFixed(0)} single requests/s, half of what is reached, over a window of ${held} events; ${rounds} runs each, in turn on one pair. With snapshots the next one begins`,
    `0.2 s after the one before was saved (${snapshots} in all, each within ${seconds(took.median)} s, ${seconds(took.most)} at most); p99 is ${(during.p99.median / without.p99.median).toFixed(2)} times as long.`,
    '',
    '| ms until answered | p50 | p99 | max |',
    '| --- | ---: | ---: | ---: |',
    row('without', without),
    row('beside snapshots', during),
  ];
}

/** What the link alone carries, one sentence a size of frame. */
function linkLines(rows: readonly LinkRow[]): string[] {
  return [
    'The event link alone, between two processes: entries of one event in encrypted frames, the next one once the one before is decoded and acknowledged.',
    '',
    '| entries a frame | entries/s | bytes an entry | CPU of an entry: sender, receiver (µs) |',
    '| ---: | ---: | ---: | ---: |',
    ...rows.map(
      ({frame, entries, bytes, cpu}) =>
        `| ${frame} | ${entries.toFixed(0)} | ${bytes.toFixed(0)} | ${cpu.sender.toFixed(2)}, ${cpu.receiver.toFixed(2)} |`,
    ),
  ];
}

/** Header, rule and a row for each way of sending. */
export function ingestTable(rows: readonly Ingested[]): string[] {
  const head = [
    'durability',
    'events a request',
    'connections',
    'requests/s',
    'events/s',
    'p50, p99, max (ms)',
    'at half load (ms)',
    'CPU of an event: active, passive, generator (µs)',
    'events/s of a core',
    'link: entries/s, bytes an event',
    'waited for a CPU at half load: active, passive, generator',
    'generator late at half load: p50, p99, max (ms)',
    'full collections at half load: active, passive',
    'left to them by a request (bytes)',
  ];
  const cells = rows.map(({durability, batch, connections, pipelined, full, half}) => [
    durability,
    String(batch),
    pipelined === 1 ? String(connections) : `${connections}, ${pipelined} requests pipelined`,
    full.requests.toFixed(0),
    full.events.toFixed(0),
    times(full.latency),
    times(half.latency),
    [full.cpu.active, full.cpu.passive, full.cpu.generator].map((n) => n.toFixed(2)).join(', '),
    full.eventsPerCore.toFixed(0),
    `${full.link.entries.toFixed(0)}, ${(full.link.bytes / full.events).toFixed(0)}`,
    [half.waited.active, half.waited.passive, half.waited.generator]
      .map((part) => `${(part * 100).toFixed(0)} %`)
      .join(', '),
    times(half.lateness),
    `${half.collections.active}, ${half.collections.passive}`,
    half.left === undefined ? '' : half.left.toFixed(0),
  ]);
  return [head, head.map((_, i) => (i === 0 ? '---' : '---:')), ...cells].map((row) => `| ${row.join(' | ')} |`);
}

const times = ({p50, p99, max}: Ingested['full']['latency']): string =>
  [p50.toFixed(2), p99.toFixed(1), max.toFixed(0)].join(', ');
