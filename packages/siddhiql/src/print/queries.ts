import type {OnDemandQuery, Partition, PartitionKey, Query} from '../ast.ts';
import {annotation} from './annotations.ts';
import {expression} from './expressions.ts';
import {input, span} from './inputs.ts';
import {indent, parenthesised} from './layout.ts';
import {name, sourceRef, string} from './names.ts';
import {action, rate, selection} from './outputs.ts';

export function query(node: Query): string[] {
  return [
    ...node.annotations.flatMap(annotation),
    ...input(node.input, query),
    ...(node.select ? selection(node.select) : []),
    ...(node.rate ? [rate(node.rate)] : []),
    ...action(node.output),
  ];
}

export function partition({annotations, keys, queries}: Partition): string[] {
  const body = queries.flatMap((one) => {
    const lines = query(one);
    return [...lines.slice(0, -1), `${lines.at(-1) ?? ''};`];
  });
  return [
    ...annotations.flatMap(annotation),
    ...parenthesised('partition with ', keys.map(partitionKey)),
    'begin',
    ...indent(body),
    'end',
  ];
}

function partitionKey(key: PartitionKey): string {
  if (key.kind === 'valueKey') return `${expression(key.expression)} of ${sourceRef(key.source)}`;
  const ranges = key.ranges.map(({condition, label}) => `${expression(condition)} as ${string(label)}`);
  return `${ranges.join(' or ')} of ${sourceRef(key.source)}`;
}

export function onDemandQuery({from, select, output}: OnDemandQuery): string[] {
  const lines: string[] = [];
  if (from) {
    lines.push(`from ${name(from.id)}${from.alias === undefined ? '' : ` as ${name(from.alias)}`}`);
    if (from.on) lines.push(...indent([`on ${expression(from.on)}`]));
    if (from.within) lines.push(...indent([span(from.within, from.per)]));
  }
  if (select) lines.push(...selection(select));
  if (output) lines.push(...action(output));
  return lines;
}
