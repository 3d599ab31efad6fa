import {readFileSync, writeFileSync} from 'node:fs';
import {fileURLToPath} from 'node:url';
import {parseArgs} from 'node:util';
import {coldStart, tandem, ask, type Engine} from './engine-process.ts';
import {guard} from './guard.ts';
import {ingestCommand} from './ingest/command.ts';
import {durabilities} from './ingest/ingest.ts';
import {ingestTitle} from './ingest/table.ts';
import {type Latency, median, type Memory, type Snapshot} from './jobs.ts';
import {machine} from './machine.ts';
import {sectionOf, withOthers, withSection} from './page.ts';
import {prepareReference} from './reference.ts';
import {markdown, type Report, type Side, table} from './report.ts';
import {compare, type Compared, type Effort} from './rounds.ts';
import {snapshotCommand} from './snapshot/command.ts';
import {snapshotTitle} from './snapshot/table.ts';
import {type Scaled, subjects} from './scaling.ts';
import {type ScaledRow, scalingSection, scalingTable, scalingTitle} from './scaling-table.ts';
import {workloads} from './workloads.ts';

const usage = `pnpm bench [W1,W2,...] [options]
  --reference   measure the reference engine too, in turn with this one (Java and Maven), and print ratios
  --batch       send batches of 128 events instead of single ones (with --write: as well)
  --reps N      rounds (default 3)
  --warm S      CPU seconds before each measurement (default 2; the reference needs them to be compiled)
  --measure S   CPU seconds of each measurement (default 2)
  --scaling     instead: costs that must not grow with what is held, at three sizes (--warm, --measure, --write)
  --guard       instead: bytes and deoptimisations of each workload, and bytes of keys of partitions, against their bounds
  --ingest      instead: requests and events a second through a pair of processes (--durability, --mysql, --warm, --measure, --write, --json)
  --ways 1,4    for --ingest: only these of its ways of sending, in this order
  --beside-snapshots  for --ingest: only the time of an answer without and beside snapshots
  --snapshot    instead: snapshots of a million events and restores of them, beside events (--held, --write, --json)
  --held N      for --snapshot and --beside-snapshots: how many events (default 1000000 and 100000)
  --shapes 0,1  for --snapshot: only these of its rows
  --more        latency, snapshot, memory and cold start as well
  --write       all workloads, --reference and --more, into docs/performance.md
  --json        print one JSON object`;

const page = fileURLToPath(new URL('../../../docs/performance.md', import.meta.url));
const read = (): string => readFileSync(page, 'utf8');
const LATENCY = ['W1', 'W3'];
const HELD = 100_000;

/** Measures, and prints what was measured. Answers the exit code: 2 for wrong arguments. */
export async function bench(args: readonly string[], print: (line: string) => void): Promise<number> {
  let parsed: ReturnType<typeof options>;
  try {
    parsed = options(args);
  } catch (error) {
    print(`${(error as Error).message}\n${usage}`);
    return 2;
  }
  const {values, names, effort, held} = parsed;
  if (values.help) {
    print(usage);
    return 0;
  }
  if (values.guard) return guard(print);
  if (values.ingest) {
    const {warm, measure} = effort;
    const written = (section: string): void => writeFileSync(page, withSection(read(), ingestTitle, section));
    return ingestCommand(
      {
        warm,
        measure,
        durability: values.durability,
        mysql: values.mysql,
        ways: values.ways,
        json: values.json,
        besideSnapshots: values['beside-snapshots'],
        held,
      },
      print,
      values.write ? written : undefined,
    );
  }
  if (values.snapshot) {
    const written = (section: string): void => writeFileSync(page, withSection(read(), snapshotTitle, section));
    const kept = values.write ? {section: sectionOf(read(), snapshotTitle), write: written} : undefined;
    return snapshotCommand({held: held ?? 1_000_000, shapes: values.shapes, json: values.json}, print, kept);
  }
  if (values.scaling) {
    const rows = await scaling(effort);
    for (const line of scalingTable(rows)) print(line);
    if (values.write) writeFileSync(page, withSection(read(), scalingTitle, scalingSection(rows, machine(), effort)));
    return 0;
  }
  const say = values.json ? () => {} : print;
  const reference = values.reference || values.write ? await prepareReference(say) : undefined;
  const rates: Compared[] = [];
  for (const batch of values.batch ? (values.write ? [1, 128] : [128]) : [1]) {
    for (const name of names) {
      rates.push(await compare(name, batch, effort, reference));
      say(table(rates.slice(-1)).at(-1)!);
    }
  }
  const sides: Side[] = [];
  if (values.more || values.write)
    for (const engine of reference ? [tandem, reference] : [tandem]) sides.push(await more(engine));
  const report: Report = {
    machine: machine(),
    effort,
    ...(reference ? {reference: reference.version} : {}),
    rates,
    sides,
  };
  if (values.write) writeFileSync(page, withOthers(markdown(report), read()));
  print(values.json ? JSON.stringify(report) : markdown(report));
  return 0;
}

async function more(engine: Engine): Promise<Side> {
  const latency: Record<string, Latency> = {};
  for (const workload of LATENCY)
    latency[workload] = await ask<Latency>(engine, {kind: 'latency', workload, warm: 3, samples: 1_000_000});
  const snapshot = await ask<Snapshot>(engine, {kind: 'snapshot', held: HELD, times: 15});
  const starts: number[] = [];
  for (let i = 0; i < 7; i++) starts.push(await coldStart(engine));
  const side: Side = {engine: engine.name, latency, held: HELD, snapshot, coldStart: median(starts)};
  return engine === tandem ? {...side, memory: await ask<Memory>(engine, {kind: 'memory', held: HELD})} : side;
}

async function scaling({warm, measure}: Effort): Promise<ScaledRow[]> {
  const rows: ScaledRow[] = [];
  for (const {name, about, sizes} of subjects) {
    const rates: number[] = [];
    for (const size of sizes)
      rates.push((await ask<Scaled>(tandem, {kind: 'scaled', subject: name, size, warm, measure})).rate);
    rows.push({name, about, sizes, rates});
  }
  return rows;
}

function options(args: readonly string[]) {
  const {values, positionals} = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      reference: {type: 'boolean', default: false},
      batch: {type: 'boolean', default: false},
      more: {type: 'boolean', default: false},
      scaling: {type: 'boolean', default: false},
      guard: {type: 'boolean', default: false},
      ingest: {type: 'boolean', default: false},
      snapshot: {type: 'boolean', default: false},
      'beside-snapshots': {type: 'boolean', default: false},
      held: {type: 'string', default: ''},
      shapes: {type: 'string', default: ''},
      durability: {type: 'string', default: durabilities.join(',')},
      mysql: {type: 'string', default: ''},
      ways: {type: 'string', default: ''},
      write: {type: 'boolean', default: false},
      json: {type: 'boolean', default: false},
      help: {type: 'boolean', default: false},
      reps: {type: 'string', default: '3'},
      warm: {type: 'string', default: '2'},
      measure: {type: 'string', default: '2'},
    },
  });
  const known = workloads.map((w) => w.name);
  const names = positionals.flatMap((text) => text.split(',')).filter((name) => name !== '');
  for (const name of names) if (!known.includes(name)) throw new Error(`'${name}' is none of ${known.join(', ')}`);
  if (values.write && names.length > 0) throw new Error('--write is for all workloads together');
  if (values.write && (values['beside-snapshots'] || values.ways !== ''))
    throw new Error('--write is for all of --ingest together');
  if (values.write && values.snapshot && values.shapes !== '') throw new Error('--write is for all shapes together');
  const effort: Effort = {
    rounds: positive('--reps', values.reps, true),
    warm: positive('--warm', values.warm),
    measure: positive('--measure', values.measure),
  };
  return {
    values,
    names: names.length > 0 ? names : known,
    effort,
    held: values.held === '' ? undefined : positive('--held', values.held, true),
  };
}

function positive(option: string, text: string, whole = false): number {
  const value = Number(text);
  if (!(value > 0) || (whole && !Number.isInteger(value)))
    throw new Error(`${option} must be a ${whole ? 'whole ' : ''}number above 0, but found '${text}'`);
  return value;
}
