import {readFileSync} from 'node:fs';
import {fileURLToPath} from 'node:url';
import type {Result} from './run-case.ts';

/**
 * Case id to what the reference engine does there that this one knowingly does
 * not. For cases whose file does not allow a difference; written down for users in docs/siddhiql.md.
 */
export type KnownDeviations = Readonly<Record<string, string>>;

const file: string = fileURLToPath(new URL('../../deviations.json', import.meta.url));

export function readKnownDeviations(): KnownDeviations {
  return JSON.parse(readFileSync(file, 'utf8')) as KnownDeviations;
}

/** A failure that is listed is a deviation, with the list's reason. */
export function judgedBy(known: KnownDeviations): (result: Result) => Result {
  return (result) => {
    const reason = known[result.case.id];
    return result.verdict === 'failed' && reason !== undefined ? {...result, verdict: 'deviating', reason} : result;
  };
}

/** What the list gets wrong about these results of all cases, one line each: a list may only shrink. */
export function disagreements(results: readonly Result[], known: KnownDeviations): string[] {
  const verdicts = new Map(results.map((r) => [r.case.id, r.verdict]));
  const stale = Object.keys(known).filter((id) => verdicts.get(id) !== 'deviating');
  return [
    ...results.filter((r) => r.verdict === 'failed').map((r) => `${r.case.id} fails and is no known deviation`),
    ...stale.map(
      (id) => `${id} is listed as a deviation, but is ${verdicts.get(id) ?? 'no case'}: take it off the list`,
    ),
  ];
}
