import {unreachable} from '@tandem/base';
import type {AggregationDefinition, Attribute, Definition, TriggerDefinition} from '../ast.ts';
import {annotation} from './annotations.ts';
import {call, time, variable} from './expressions.ts';
import {single} from './inputs.ts';
import {indent, parenthesised} from './layout.ts';
import {name, string} from './names.ts';
import {selection} from './outputs.ts';

export function definition(node: Definition): string[] {
  const above = 'annotations' in node ? node.annotations.flatMap(annotation) : [];
  return [...above, ...body(node)];
}

function body(node: Definition): string[] {
  switch (node.kind) {
    case 'stream':
    case 'table':
      return parenthesised(`define ${node.kind} ${name(node.id)} `, node.attributes.map(attribute));
    case 'window': {
      const lines = parenthesised(`define window ${name(node.id)} `, node.attributes.map(attribute));
      const output = node.output === undefined ? '' : ` output ${node.output} events`;
      return [...lines.slice(0, -1), `${lines.at(-1) ?? ''} ${call(node.window)}${output}`];
    }
    case 'trigger':
      return [`define trigger ${name(node.id)} at ${when(node.when)}`];
    case 'function':
      return [`define function ${name(node.id)}[${name(node.language)}] return ${node.returns} {${node.body}}`];
    case 'aggregation':
      return aggregation(node);
    default:
      return unreachable(node, 'definition');
  }
}

const attribute = ({name: own, type}: Attribute): string => `${name(own)} ${type}`;

function when(node: TriggerDefinition['when']): string {
  if (node.kind === 'every') return `every ${time(node.every)}`;
  return node.kind === 'start' ? "'start'" : string(node.cron);
}

function aggregation({id, input, select, by, every, range}: AggregationDefinition): string[] {
  const spans = range ? `${every.at(0) ?? ''} ... ${every.at(-1) ?? ''}` : every.join(', ');
  return [
    `define aggregation ${name(id)}`,
    ...indent([
      `from ${single(input)}`,
      ...(select ? selection(select) : []),
      `aggregate ${by ? `by ${variable(by)} ` : ''}every ${spans}`,
    ]),
  ];
}
