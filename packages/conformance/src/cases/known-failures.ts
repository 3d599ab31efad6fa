import {readFileSync, writeFileSync} from 'node:fs';
import {fileURLToPath} from 'node:url';
import type {Result} from './run-case.ts';
import type {Mode} from './run-folder.ts';

/** Case id to the reason why the engine does not agree. */
export type KnownFailures = Readonly<Record<string, string>>;

/** A list for each mode. Lists may only shrink: a listed case that agrees is as wrong as an unlisted one that does not. */
const knownFailuresFile: string = fileURLToPath(new URL('../../known-failures.json', import.meta.url));

export function readKnownFailures(mode: Mode): KnownFailures {
  return readAll()[mode];
}

/** What the list gets wrong about these results, one line each; [] when it is right. */
export function disagreements(results: readonly Result[], known: KnownFailures): string[] {
  return results.flatMap(({case: {id}, verdict}) => {
    const listed = Object.hasOwn(known, id);
    if (verdict === 'failed') return listed ? [] : [`${id} fails and is not a known failure`];
    return listed ? [`${id} is a known failure, but is ${verdict}: take it off the list`] : [];
  });
}

/** The list that fits the results of all cases. Reasons of cases that stay are kept. */
export function knownFailuresOf(results: readonly Result[], before: KnownFailures): KnownFailures {
  const failed = results.filter((r) => r.verdict === 'failed').sort((a, b) => (a.case.id < b.case.id ? -1 : 1));
  return Object.fromEntries(failed.map((r) => [r.case.id, before[r.case.id] ?? reasonOf(r)]));
}

export function writeKnownFailures(mode: Mode, known: KnownFailures): void {
  writeFileSync(knownFailuresFile, `${JSON.stringify({...readAll(), [mode]: known}, null, 2)}\n`);
}

function readAll(): Record<Mode, KnownFailures> {
  return JSON.parse(readFileSync(knownFailuresFile, 'utf8')) as Record<Mode, KnownFailures>;
}

function reasonOf({difference}: Result): string {
  if (!difference) return 'differs';
  const {what, step, got} = difference;
  if (what === 'error') return (got[0] ?? 'the expected error does not come').slice(0, 120);
  return what === 'schema' ? (got[0] ?? 'other attributes').slice(0, 120) : `other ${what} at step ${step}`;
}
