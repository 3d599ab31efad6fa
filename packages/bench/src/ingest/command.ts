import {must} from '@tandem/base';
import {machine} from '../machine.ts';
import {type LinkRow, linkAlone} from './link-alone.ts';
import {cases, durabilities, ingest, type Ingested} from './ingest.ts';
import {type IngestReport, ingestSection, ingestTable, writingLines} from './table.ts';
import type {IngestEffort} from './under-load.ts';
import {usuallyHeld, whileWriting} from './writing.ts';

type Options = IngestEffort & {
  durability: string;
  mysql: string;
  json: boolean;
  /** Numbers of ways of sending, from 0 on, in the order of the table; one may come several times. Empty: all, and what snapshots and the link alone do. */
  ways: string;
  /** Nothing but what snapshots do to the time of an answer. */
  besideSnapshots?: boolean;
  /** Events that are held beside snapshots. */
  held?: number | undefined;
};

/** `pnpm bench --ingest`. `write` is given the section of the page. Answers the exit code: 2 for wrong arguments. */
export async function ingestCommand(
  {warm, measure, durability, mysql: server, ways, besideSnapshots = false, held = usuallyHeld, json}: Options,
  print: (line: string) => void,
  write: ((section: string) => void) | undefined,
): Promise<number> {
  const chosen = durability.split(',');
  const unknown = chosen.find((name) => !durabilities.some((known) => known === name));
  if (unknown !== undefined) {
    print(`--durability: found '${unknown}', expected some of ${durabilities.join(',')}`);
    return 2;
  }
  const some = ways.split(',').filter((way) => way !== '');
  const wrong = some.find((way) => cases[Number(way)] === undefined);
  if (wrong !== undefined) {
    print(`--ways: found '${wrong}', expected some of ${[...cases.keys()].join(',')}`);
    return 2;
  }
  const mysql = server === '' ? undefined : server;
  if (besideSnapshots) {
    const writing = await whileWriting({warm, measure}, held, mysql);
    for (const line of json ? [JSON.stringify(writing)] : writingLines(writing)) print(line);
    return 0;
  }
  const rows: Ingested[] = [];
  const sent = some.length > 0 ? some.map((way) => must(cases[Number(way)], 'a way of sending')) : cases;
  if (!json) for (const line of ingestTable([])) print(line);
  for (const one of durabilities.filter((known) => chosen.includes(known)))
    rows.push(
      ...(await ingest({durability: one, mysql}, sent, {warm, measure}, (row) => {
        if (!json) print(ingestTable([row]).at(-1) ?? '');
      })),
    );
  if (some.length > 0) {
    if (json) print(JSON.stringify(rows));
    return 0;
  }
  const writing = await whileWriting({warm, measure}, held, mysql);
  if (!json) for (const line of writingLines(writing)) print(line);
  const link: LinkRow[] = [];
  for (const entries of [1, 100, 2000]) link.push(await linkAlone(entries, {warm, measure}));
  const report: IngestReport = {
    machine: machine(),
    effort: {warm, measure},
    rows,
    writing,
    link,
    mysql: mysql !== undefined,
  };
  write?.(ingestSection(report));
  print(json ? JSON.stringify(report) : ingestSection(report));
  return 0;
}
