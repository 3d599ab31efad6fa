import * as fc from 'fast-check';
import type {App, AttributeType, Definition, Duration} from '../ast.ts';
import {at, call, name, text, time, variable} from './arbitrary-expression.ts';
import {annotation, annotations, partition, query, selection, single} from './arbitrary-query.ts';

const type = fc.constantFrom<AttributeType>('string', 'int', 'long', 'float', 'double', 'bool', 'object');
const attributes = fc
  .uniqueArray(name, {minLength: 1, maxLength: 4})
  .chain((names) =>
    fc.tuple(...names.map((name) => type.map((type) => ({kind: 'attribute' as const, name, type, at})))),
  );

const durations: Duration[] = ['seconds', 'minutes', 'hours', 'days', 'months', 'years'];
const spans = fc.oneof(
  fc
    .tuple(fc.nat(5), fc.nat(5))
    .map(([a, b]) => ({every: durations.slice(Math.min(a, b), Math.max(a, b) + 1), range: true})),
  fc.subarray(durations, {minLength: 1}).map((every) => ({every, range: false})),
);

/** Bodies whose braces match, with some that only quotes and comments explain. */
const body = fc
  .array(fc.constantFrom(' return 1; ', '{ a }', "'}'", '"{"', "// don't }\n", '/* { */', "'\\'}'", 'x', '\n', '`'), {
    maxLength: 5,
  })
  .map((parts) => parts.join(' '));

const definition: fc.Arbitrary<Definition> = fc.oneof(
  fc
    .record({kind: fc.constantFrom('stream', 'table' as const), id: name, attributes, annotations})
    .map((own) => ({...own, at})),
  fc
    .record({
      id: name,
      attributes,
      window: call,
      output: fc.option(fc.constantFrom('all', 'current', 'expired' as const), {nil: undefined}),
      annotations,
    })
    .map(({output, ...own}) => ({kind: 'window' as const, ...own, ...(output ? {output} : {}), at})),
  fc
    .record({
      id: name,
      when: fc.oneof(
        time.map((every) => ({kind: 'every' as const, every})),
        fc.constant({kind: 'start' as const}),
        text.filter((cron) => cron.trim().toLowerCase() !== 'start').map((cron) => ({kind: 'cron' as const, cron})),
      ),
    })
    .map((own) => ({kind: 'trigger' as const, ...own, at})),
  fc.record({id: name, language: name, returns: type, body}).map((own) => ({kind: 'function' as const, ...own, at})),
  fc
    .record({
      id: name,
      input: single,
      select: selection.map(({items, groupBy}) => ({kind: 'select' as const, items, groupBy, orderBy: [], at})),
      by: fc.option(variable, {nil: undefined}),
      spans,
      annotations,
    })
    .map(({by, spans, ...own}) => ({kind: 'aggregation' as const, ...own, ...(by ? {by} : {}), ...spans, at})),
);

export const app: fc.Arbitrary<App> = fc
  .record({
    annotations: fc.array(annotation(true), {maxLength: 2}),
    definitions: fc.array(definition, {minLength: 1, maxLength: 4}),
    elements: fc.array(fc.oneof({weight: 3, arbitrary: query}, {weight: 1, arbitrary: partition}), {maxLength: 3}),
  })
  .map((own) => ({kind: 'app', ...own, at}));
