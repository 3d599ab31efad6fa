import type {Case} from '../cases/case.ts';
import type {Difference} from '../cases/compare.ts';
import type {Answer} from './oracle.ts';

/** A difference, and what a reason for it may look at. `app` of the case is on one line. */
export type Differing = {case: Case; difference: Difference; answer: Answer};

/** For what shows in the text and not in the answers. `text`: of the app and of the on-demand queries. */
export const app =
  (...texts: RegExp[]) =>
  ({case: of}: Differing): boolean => {
    const all = [of.app, ...of.steps.map((step) => ('query' in step ? step.query : ''))]
      .join(' ; ')
      .replaceAll(/\s+/g, ' ');
    return texts.every((text) => text.test(all));
  };

/** The reference engine has the same rows more often. */
export function doubled(text: RegExp): (of: Differing) => boolean {
  return ({case: of, difference: {what, expected, got}}) => {
    if (what !== 'outputs' || !text.test(of.app) || expected.length <= got.length) return false;
    const [more, less] = [expected, got].map((lines) => new Set(lines.map(withoutBatch)));
    // What counts the rows further on counts the doubled ones.
    return more !== undefined && less !== undefined && less.isSubsetOf(more);
  };
}

/** The reference engine has more rows, or fewer. */
export const more = ({what, expected, got}: Difference): boolean => what === 'outputs' && expected.length > got.length;
export const fewer = ({what, expected, got}: Difference): boolean => what === 'outputs' && expected.length < got.length;

export function onlyTimesDiffer({expected, got}: Difference): boolean {
  return expected.length === got.length && expected.every((line, i) => withoutTime(line) === withoutTime(got[i] ?? ''));
}
export function onlyBatchesDiffer({expected, got}: Difference): boolean {
  const [theirs, ours] = [expected, got].map((lines) => lines.map(withoutBatch).sort().join('\n'));
  return theirs === ours;
}
/** Whether events come with times before those of earlier ones. */
export function late({steps}: Case): boolean {
  const times = steps.flatMap((step) =>
    'events' in step ? step.events.map((e) => e.ts) : 'ts' in step ? [step.ts] : [],
  );
  return times.some((ts, i) => ts !== undefined && ts < (times[i - 1] ?? ts));
}
/** Whether the answers differ at a send of several events. */
export function batchAt({case: {steps}, difference: {step}}: Differing): boolean {
  const at = step === undefined ? undefined : steps[step];
  return at !== undefined && 'events' in at && at.events.length > 1;
}
const withoutBatch = (line: string): string => rounded(line.replace(/^#\d+ /, ''));
const withoutTime = (line: string): string => rounded(line.replace(/ @-?\d+$/, ''));

/** Line by line the same, but for values that `may` differ: theirs, ours. */
export function onlyValuesDiffer(
  {expected, got}: Difference,
  may: (theirs: string, ours: string) => boolean,
  unordered = false,
): boolean {
  // What is the same finds itself first: of what differs the order differs, too.
  const [left, right] = unordered
    ? [apart(expected, got), apart(got, expected)].map((lines) => lines.toSorted(byRounded))
    : [expected, got];
  return (
    left!.length === right!.length &&
    left!.every((line, i) => {
      const [theirs, ours] = [values(line), values(right![i] ?? '')];
      return (
        theirs.length === ours.length &&
        theirs.every((value, j) => asFloat(value) === asFloat(ours[j] ?? '') || may(value, ours[j] ?? ''))
      );
    })
  );
}

function apart(lines: readonly string[], others: readonly string[]): string[] {
  const known = others.map(rounded);
  return lines.filter((line) => {
    const at = known.indexOf(rounded(line));
    if (at >= 0) known.splice(at, 1);
    return at < 0;
  });
}

/** What was recorded and what came out in one form. */
const values = (line: string): string[] =>
  line.replaceAll(/"(NaN|-?Infinity)"|\{"\$long":"(-?\d+)"\}|(-?\d+)n\b/g, '$1$2$3').split(/[ ,[\]]+/);
/** Floats were recorded with as few digits as tell them apart from other floats; the large ones look like longs. */
const asFloat = (word: string): string =>
  /^-?\d+(\d{17}|\.\d+|(\.\d+)?e[+-]?\d+)$/.test(word) ? String(Math.fround(Number(word))) : word;
const rounded = (line: string): string => values(line).map(asFloat).join(' ');
const byRounded = (a: string, b: string): number => (rounded(a) < rounded(b) ? -1 : 1);

/** The same rows, of which those that are current here are expired there. */
export const onlyKindsDiffer = (difference: Difference): boolean =>
  onlyValuesDiffer(difference, (theirs, ours) => theirs === 'expired' && ours === 'current');
/** The same, in any order. */
export function onlyKindsAndOrderDiffer({what, expected, got}: Difference): boolean {
  const [theirs, ours] = [expected, got].map((lines) =>
    lines.map((line) => rounded(line.replace(' expired ', ' current '))).sort(),
  );
  return what === 'outputs' && String(theirs) === String(ours);
}

/** Whether the difference comes after a return to a snapshot. `fresh`: only into a fresh app, or only into a running one. */
export function restored({case: {steps}, difference: {step}}: Differing, fresh?: boolean): boolean {
  const at = steps.findIndex((s) => 'restore' in s);
  if (at < 0 || step === undefined || step < at) return false;
  return fresh === undefined || fresh === steps.some((s) => 'restart' in s);
}

/** The values that were sent, as text. */
export const sent = ({case: {steps}}: Differing): string => JSON.stringify(steps);
