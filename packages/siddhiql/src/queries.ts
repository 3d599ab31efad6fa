import {annotations as annotationList} from './annotations.ts';
import type {Annotation, Partition, PartitionKey, Query} from './ast.ts';
import type {Cursor} from './cursor.ts';
import {expression} from './expressions.ts';
import {input} from './inputs.ts';
import {outputAction, outputRate} from './outputs.ts';
import {selection} from './selection.ts';
import {sourceRef} from './sources.ts';

export function query(c: Cursor, annotations: Annotation[] = []): Query {
  const first = c.expect('from');
  const source = input(c, (inner) => query(inner));
  const select = c.is('select') ? selection(c) : undefined;
  const rate = outputRate(c);
  const output = outputAction(c, ...(rate ? [] : select ? ["'output'"] : ["'select'", "'output'"]));
  return {
    kind: 'query',
    annotations,
    input: source,
    ...(select ? {select} : {}),
    ...(rate ? {rate} : {}),
    output,
    at: c.since(first),
  };
}

/** `partition with (…) begin …; … end`. */
export function partition(c: Cursor, annotations: Annotation[]): Partition {
  const first = c.expect('partition');
  c.expect('with');
  c.expect('(');
  const keys: PartitionKey[] = [];
  do keys.push(partitionKey(c));
  while (c.accept(','));
  c.expect(')', "','");
  c.expect('begin');
  const queries = partitionBody(c);
  return {kind: 'partition', annotations, keys, queries, at: c.since(first)};
}

function partitionBody(c: Cursor): Query[] {
  const queries: Query[] = [];
  do {
    if (queries.length > 0 && c.is('end')) break;
    const above = annotationList(c);
    if (c.is('partition')) c.refuse('a partition holds queries only, no other partition', c.token.at);
    if (c.is('define')) c.refuse('a partition holds queries only; definitions stand at the top of the app', c.token.at);
    if (!c.is('from')) c.fail("'from'");
    queries.push(query(c, above));
  } while (c.accept(';'));
  c.expect('end', "';'");
  return queries;
}

/** `price of Trades`, or `price > 10 as 'high' or price <= 10 as 'low' of Trades`. */
function partitionKey(c: Cursor): PartitionKey {
  const first = c.token;
  const value = expression(c);
  if (c.accept('of')) {
    const source = sourceRef(c, 'the name of a stream');
    return {kind: 'valueKey', expression: value, source, at: c.since(first)};
  }
  if (!c.is('as')) c.fail("'of' and a stream", "'as' and a label", 'an operator');
  const ranges: Extract<PartitionKey, {kind: 'rangeKey'}>['ranges'] = [];
  let start = first;
  let condition = value;
  for (;;) {
    c.expect('as', 'an operator');
    const label = c.string('a label in quotes');
    ranges.push({condition, label, at: c.since(start)});
    if (!c.accept('or')) break;
    start = c.token;
    condition = expression(c);
  }
  c.expect('of', "'or'");
  return {kind: 'rangeKey', ranges, source: sourceRef(c, 'the name of a stream'), at: c.since(first)};
}
