import type {Spec} from './generate.ts';

/** The same app and inputs without what a deviation comes from: there the two engines must agree. */
export type Control = (spec: Spec) => Pick<Spec, 'app' | 'steps'>;

const replaced =
  (...pairs: readonly (readonly [RegExp, string])[]): Control =>
  ({app, steps}) => ({app: pairs.reduce((text, [from, to]) => text.replaceAll(from, to), app), steps});

const args = /\((?:'[^']*'|[^()'])*\)/.source;
const behindDefinition = (kinds: string): RegExp =>
  new RegExp(`(define window \\w+ \\([^)]*\\)) (?:${kinds})${args}`, 'g');
const windows = (kinds: string): Control =>
  replaced(
    [new RegExp(`#window\\.(?:${kinds})${args}`, 'g'), '#window.length(2)'],
    [behindDefinition(kinds), '$1 length(2)'],
  );

export const withoutBatches = windows('lengthBatch|timeBatch|batch|externalTimeBatch|expressionBatch');
/** Nothing is held, so nothing leaves. */
export const withoutHeld = replaced([new RegExp(`#window\\.\\w+${args}`, 'g'), '']);
export const withoutTimeBatches = windows('timeBatch');
export const withoutWindows = windows('\\w+');
export const withoutSessions = windows('session');
export const withoutSorting = windows('sort');
export const withoutKeys = replaced([/@(?:PrimaryKey|Index)\([^)]*\) */g, '']);
export const withoutLimits = replaced([/ (?:limit|offset) \d+/g, '']);
export const withoutHaving = replaced(
  [/ having .*?(?= order by | limit | offset | output | insert |\s*$)/gm, ''],
  [/ (?:limit|offset) \d+/g, ''],
);
export const withoutOrder = replaced([/ order by .*?(?= limit | offset | output | insert |\s*$)/gm, '']);
export const withoutRates = replaced([/ output (?:(?:all|first|last) )?every .*?(?= insert )/g, ' ']);
export const withoutBounds = replaced([/ within \d+ \w+(?= select)/g, '']);
export const withoutOptional = replaced([/<0?:\d*>/g, ''], [/(\b[ef]\d=[#!]?\w+(?:\[[^\]]*\])?)[*+?]/g, '$1']);
/** Counts take one number of events only. */
export const withoutRanges = replaced([/<(\d+):\d*>/g, '<$1>'], [/<:(\d+)>/g, '<$1>']);
export const withoutFiltersBehind = replaced([/([bB]atch\([^)]*\))\[[^\]]*\]/g, '$1']);
export const withoutExtremes = replaced([/\b(?:maximum|minimum)\(/g, 'coalesce(']);
export const withoutForgetting = replaced([/\b(?:min|max|unionSet)\(/g, 'coalesce(']);
/** No key of a group is the text that a null looks like. */
export const withoutNullTexts: Control = ({app, steps}) => ({
  app,
  steps: JSON.parse(JSON.stringify(steps).replaceAll('"null"', '"nil"')) as typeof steps,
});
export const withoutDistinct = replaced([/\bdistinctCount\(/g, 'count(']);
export const withoutPercentiles = replaced([/math:percentile\((.*?), [59]0\.0\)/g, 'avg($1)']);
/** An aggregation of sums and counts only: nothing of it is the last of several. */
export const withoutLasts = replaced([/(?<=[ ,])\w+ as (?=s\d)/g, 'count() as ']);
export const withoutDeviation = replaced([/\bstdDev\(/g, 'avg(']);
export const withoutGoingBack: Control = ({app, steps}) => ({
  app,
  steps: steps.filter((step) => !('persist' in step || 'restart' in step || 'restore' in step)),
});
