import {machine} from '../machine.ts';
import {cases, durabilities, ingest, type Ingested} from './ingest.ts';
import {type IngestReport, ingestSection, ingestTable, writingLine} from './table.ts';
import type {IngestEffort} from './under-load.ts';
import {whileWriting} from './writing.ts';

type Options = IngestEffort & {durability: string; json: boolean};

/** `pnpm bench --ingest`. `write` is given the section of the page. Answers the exit code: 2 for wrong arguments. */
export async function ingestCommand(
  {warm, measure, durability, json}: Options,
  print: (line: string) => void,
  write: ((section: string) => void) | undefined,
): Promise<number> {
  const chosen = durability.split(',');
  const unknown = chosen.find((name) => !durabilities.some((known) => known === name));
  if (unknown !== undefined) {
    print(`--durability: found '${unknown}', expected some of ${durabilities.join(',')}`);
    return 2;
  }
  const rows: Ingested[] = [];
  for (const one of durabilities.filter((known) => chosen.includes(known)))
    rows.push(
      ...(await ingest(one, cases, {warm, measure}, (row) => {
        if (!json) print(ingestTable([row]).at(-1) ?? '');
      })),
    );
  const writing = await whileWriting({warm, measure});
  if (!json) print(writingLine(writing));
  const report: IngestReport = {machine: machine(), effort: {warm, measure}, rows, writing};
  write?.(ingestSection(report));
  print(json ? JSON.stringify(report) : ingestSection(report));
  return 0;
}
