import type {AggregationDefinition, Annotation, Duration} from './ast.ts';
import type {Cursor} from './cursor.ts';
import {attributeReference} from './expressions.ts';
import {selection} from './selection.ts';
import {singleInput} from './sources.ts';
import type {Token} from './token.ts';

/** Shortest first: a range fills what lies between. */
const durations: Duration[] = ['seconds', 'minutes', 'hours', 'days', 'months', 'years'];
const words: ReadonlyMap<string, Duration> = new Map([
  ['sec', 'seconds'],
  ['second', 'seconds'],
  ['min', 'minutes'],
  ['minute', 'minutes'],
  ['hour', 'hours'],
  ['day', 'days'],
  ['month', 'months'],
  ['year', 'years'],
  ...durations.map((duration) => [duration, duration] as const),
]);

export function aggregation(c: Cursor, first: Token, annotations: Annotation[]): AggregationDefinition {
  c.take();
  const id = c.id('the name of an aggregation');
  c.expect('from');
  const input = singleInput(c);
  const select = selection(c, 'grouping');
  c.expect('aggregate');
  const by = c.accept('by') ? attributeReference(c, 'the attribute with the time') : undefined;
  c.expect('every', ...(by ? [] : ["'by'"]));
  const spans = range(c);
  return {kind: 'aggregation', id, input, select, ...(by ? {by} : {}), ...spans, annotations, at: c.since(first)};
}

/** `sec ... year` or `sec, hour, year`. */
function range(c: Cursor): {every: Duration[]; range: boolean} {
  const first = c.token;
  const shortest = duration(c);
  if (c.accept('...')) {
    const longest = duration(c);
    const every = durations.slice(durations.indexOf(shortest), durations.indexOf(longest) + 1);
    if (every.length === 0)
      c.refuse(
        `a range of durations goes from the shorter to the longer, not from ${shortest} to ${longest}`,
        c.since(first),
      );
    return {every, range: true};
  }
  const every = [shortest];
  while (c.accept(',')) every.push(duration(c));
  return {every, range: false};
}

function duration(c: Cursor): Duration {
  if (c.is('week') || c.is('weeks'))
    c.refuse('an aggregation has no weeks; it has seconds, minutes, hours, days, months and years', c.token.at);
  const found = words.get(c.token.key);
  if (!found) return c.fail("a duration: 'seconds', 'minutes', 'hours', 'days', 'months'", "'years'");
  c.take();
  return found;
}
