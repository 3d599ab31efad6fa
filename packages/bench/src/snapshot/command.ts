import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {ask, tandem} from '../engine-process.ts';
import {machine} from '../machine.ts';
import {behindTable} from '../page.ts';
import type {Sliced} from './measure.ts';
import type {Restored} from './restored.ts';
import {shapes} from './shapes.ts';
import {type Measured, snapshotSection, snapshotTable} from './table.ts';

/** Measures each shape of state in a process of its own, and prints a table, or the figures as JSON. */
export async function snapshotCommand(
  {held, shapes: chosen, json}: {held: number; shapes: string; json: boolean},
  print: (line: string) => void,
  page?: {section: string | undefined; write: (section: string) => void},
): Promise<number> {
  const measured: Measured[] = [];
  const folder = mkdtempSync(join(tmpdir(), 'tandem-snapshots-'));
  const only = chosen.split(',').filter((one) => one !== '');
  for (const [index, {name, unit}] of shapes(held).entries()) {
    if (only.length > 0 && !only.includes(String(index))) continue;
    const file = join(folder, String(index));
    const sliced = await ask<Sliced>(tandem, {kind: 'sliced', shape: index, held, file});
    const restored = await ask<Restored>(tandem, {kind: 'restored', shape: index, held, file});
    measured.push({shape: name, unit, sliced, restored});
    rmSync(file);
    if (!json) print(snapshotTable(measured.slice(-1)).at(-1) ?? '');
  }
  rmSync(folder, {recursive: true});
  page?.write(snapshotSection(measured, machine(), behindTable(page.section ?? '')));
  if (json) print(JSON.stringify({machine: machine(), measured}));
  return 0;
}
