import type {AttributeType} from '@tandem/siddhiql';
import {Draft} from './draft.ts';
import {condition} from './expressions.ts';
import {join} from './joins.ts';
import {pattern} from './patterns.ts';
import {eventType, rate, selection} from './selection.ts';
import {define, namesOf, type Source} from './streams.ts';
import {changes, table} from './tables.ts';
import {window} from './windows.ts';

/** A partition of one or two streams, by value or range, with queries, inner streams, joins, patterns, tables inside. */
export function partition(draft: Draft): void {
  const {dice} = draft;
  const input = draft.input('S');
  const other = dice.chance(0.35) ? draft.input('R', {prefix: 'r'}) : undefined;
  const key = (source: Source): string =>
    dice.chance(0.65)
      ? `${dice.pick(source.attributes).name} of ${source.id}`
      : `${ranges(draft, source)} of ${source.id}`;
  const keys = [key(input), ...(other ? [key(other)] : [])].join(', ');
  const kind = dice.weighted({
    queries: 10,
    pattern: 4,
    join: other ? 6 : 0,
    table: 2,
    namedWindow: 1,
    innerPattern: 2,
    innerJoin: 2,
  });
  const inner = bodies[kind](draft, input, other);
  const named = dice.maybe(0.1, () => "@info(name='parted') ");
  draft.elements.push(`${named}partition with (${keys}) begin ${inner.join('; ')}; end`);
}

type Body = (draft: Draft, input: ReturnType<Draft['input']>, other: Source | undefined) => string[];

const bodies: Record<'queries' | 'pattern' | 'join' | 'table' | 'namedWindow' | 'innerPattern' | 'innerJoin', Body> = {
  queries: (draft, input, other) => {
    const inner: string[] = [];
    const first = query(draft, inner, input, draft.dice.chance(0.4) ? '#I' : 'P0');
    if (first.id === '#I') {
      const second = query(draft, inner, first, draft.dice.chance(0.25) ? '#J' : 'P1');
      if (second.id === '#J') query(draft, inner, second, 'P3');
    }
    if (other) query(draft, inner, other, 'P2');
    return inner;
  },
  pattern: (draft, input, other) =>
    inside(draft, (part) =>
      pattern(part, other ? [input, other] : [input], draft.dice.chance(0.7) ? 'pattern' : 'sequence'),
    ),
  join: (draft, input, other) =>
    inside(draft, (part) => join(part, {source: input, windowed: true}, {source: other ?? input, windowed: true})),
  innerPattern: (draft, input, other) => {
    const inner: string[] = [];
    const fed = query(draft, inner, input, '#I');
    const sources = other ? [fed, other] : draft.dice.chance(0.5) ? [fed] : [fed, input];
    const type = draft.dice.chance(0.7) ? 'pattern' : 'sequence';
    return [...inner, ...inside(draft, (part) => pattern(part, sources, type))];
  },
  innerJoin: (draft, input, other) => {
    const inner: string[] = [];
    const fed = {source: query(draft, inner, input, '#I'), windowed: true};
    const met = {source: other ?? input, windowed: true};
    const sides = draft.dice.chance(0.5) ? ([fed, met] as const) : ([met, fed] as const);
    return [...inner, ...inside(draft, (part) => join(part, ...sides))];
  },
  table: (draft, input) => {
    const held = table(draft, input);
    draft.questions.push(() => ({query: 'from T select *'}));
    return inside(draft, (part) => changes(part, input, held));
  },
  namedWindow: (draft, input) => {
    const held = {id: 'W', attributes: input.attributes};
    draft.definitions.push(define('window', held, ` ${window(draft.dice, input.attributes, draft)}`));
    draft.questions.push(() => ({query: 'from W select *'}));
    draft.query('from W select * insert all events into FromW');
    return ['from S select * insert into W'];
  },
};

/** The queries of a draft of their own, without names: those in a partition are listened to by what they insert into. */
function inside(draft: Draft, build: (part: Draft) => void): string[] {
  const part = new Draft(draft.dice, draft.timed);
  build(part);
  for (const [i] of part.outputs.entries()) draft.collect.push(`P${i}`);
  return part.elements.map((e) => e.replace(/^@info\(name='q\d+'\) /, '').replace(/into Out(\d+)$/, 'into P$1'));
}

function query(draft: Draft, inner: string[], source: Source, into: string): Source {
  const {dice} = draft;
  const plain = source.attributes.filter((a) => a.type !== ('object' satisfies AttributeType));
  const windowed = plain.length === 0 ? '' : dice.maybe(0.5, () => `#window.${window(dice, plain, draft)}`);
  const filter = dice.maybe(0.2, () => `[${condition(dice, {names: namesOf(plain)}, 1)}]`);
  const chosen = selection(dice, {names: namesOf(source.attributes)}, {star: source.attributes});
  const last = !into.startsWith('#');
  inner.push(
    `from ${source.id}${filter}${windowed} ${chosen.text} ${rate(dice, last ? 0.1 : 0, draft.timed)} insert ${eventType(dice)}into ${into}`,
  );
  if (last) draft.collect.push(into);
  return {id: into, attributes: chosen.attributes};
}

function ranges({dice}: Draft, source: Source): string {
  const names = namesOf(source.attributes);
  return dice.times(dice.between(1, 3), (i) => `${condition(dice, {names}, 0)} as 'r${i}'`).join(' or ');
}
