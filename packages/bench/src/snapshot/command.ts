import {ask, tandem} from '../engine-process.ts';
import {machine} from '../machine.ts';
import {behindTable} from '../page.ts';
import type {Sliced} from './measure.ts';
import {shapes} from './shapes.ts';
import {type Measured, snapshotSection, snapshotTable} from './table.ts';

/** Measures each shape of state in a process of its own, and prints a table, or the figures as JSON. */
export async function snapshotCommand(
  {held, shapes: chosen, json}: {held: number; shapes: string; json: boolean},
  print: (line: string) => void,
  page?: {section: string | undefined; write: (section: string) => void},
): Promise<number> {
  const measured: Measured[] = [];
  const only = chosen.split(',').filter((one) => one !== '');
  for (const [index, {name, unit}] of shapes(held).entries()) {
    if (only.length > 0 && !only.includes(String(index))) continue;
    measured.push({shape: name, unit, sliced: await ask<Sliced>(tandem, {kind: 'sliced', shape: index, held})});
    if (!json) print(snapshotTable(measured.slice(-1)).at(-1) ?? '');
  }
  page?.write(snapshotSection(measured, machine(), behindTable(page.section ?? '')));
  if (json) print(JSON.stringify({machine: machine(), measured}));
  return 0;
}
