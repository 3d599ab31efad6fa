import {machine} from '../machine.ts';
import {type LinkRow, linkAlone} from './link-alone.ts';
import {cases, durabilities, ingest, type Ingested} from './ingest.ts';
import {type IngestReport, ingestSection, ingestTable, writingLines} from './table.ts';
import type {IngestEffort} from './under-load.ts';
import {whileWriting} from './writing.ts';

type Options = IngestEffort & {
  durability: string;
  mysql: string;
  json: boolean;
  /** Nothing but what snapshots do to the time of an answer. */
  besideSnapshots?: boolean;
};

/** `pnpm bench --ingest`. `write` is given the section of the page. Answers the exit code: 2 for wrong arguments. */
export async function ingestCommand(
  {warm, measure, durability, mysql: server, besideSnapshots = false, json}: Options,
  print: (line: string) => void,
  write: ((section: string) => void) | undefined,
): Promise<number> {
  const chosen = durability.split(',');
  const unknown = chosen.find((name) => !durabilities.some((known) => known === name));
  if (unknown !== undefined) {
    print(`--durability: found '${unknown}', expected some of ${durabilities.join(',')}`);
    return 2;
  }
  const mysql = server === '' ? undefined : server;
  if (besideSnapshots) {
    const writing = await whileWriting({warm, measure}, mysql);
    for (const line of json ? [JSON.stringify(writing)] : writingLines(writing)) print(line);
    return 0;
  }
  const rows: Ingested[] = [];
  for (const one of durabilities.filter((known) => chosen.includes(known)))
    rows.push(
      ...(await ingest({durability: one, mysql}, cases, {warm, measure}, (row) => {
        if (!json) print(ingestTable([row]).at(-1) ?? '');
      })),
    );
  const writing = await whileWriting({warm, measure}, mysql);
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
