import {unreachable} from '@tandem/base';
import type {EventType, OutputAction, OutputRate, Selection} from '../ast.ts';
import {expression, time, variable} from './expressions.ts';
import {indent, list} from './layout.ts';
import {name, sourceRef} from './names.ts';

export function selection({items, groupBy, having, orderBy, limit, offset}: Selection): string[] {
  const lines =
    items === '*'
      ? ['select *']
      : list(
          'select',
          items.map((item) => expression(item.expression) + (item.as === undefined ? '' : ` as ${name(item.as)}`)),
        );
  if (groupBy.length > 0) lines.push(...list('group by', groupBy.map(variable)));
  if (having) lines.push(`having ${expression(having)}`);
  const order = orderBy.map((item) => variable(item.variable) + (item.order ? ` ${item.order}` : ''));
  if (order.length > 0) lines.push(...list('order by', order));
  if (limit) lines.push(`limit ${expression(limit)}`);
  if (offset) lines.push(`offset ${expression(offset)}`);
  return lines;
}

export function rate(node: OutputRate): string {
  if (node.kind === 'snapshotRate') return `output snapshot every ${time(node.every)}`;
  const every = node.kind === 'timeRate' ? time(node.every) : `${node.events} events`;
  return `output ${node.explicit ? `${node.type} ` : ''}every ${every}`;
}

const events = (type: EventType | undefined, before: string, after: string): string =>
  type === undefined ? '' : `${before}${type} events${after}`;

export function action(node: OutputAction): string[] {
  switch (node.kind) {
    case 'insert':
      return [`insert ${events(node.events, '', ' ')}into ${sourceRef(node.target)}`];
    case 'return':
      return [`return${events(node.events, ' ', '')}`];
    case 'delete': {
      const head = `delete ${sourceRef(node.target)}${events(node.events, ' for ', '')}`;
      return node.on ? [head, ...indent([`on ${expression(node.on)}`])] : [head];
    }
    case 'update':
    case 'upsert': {
      const verb = node.kind === 'update' ? 'update' : 'update or insert into';
      const set = node.set.map(({target, value}) => `${variable(target)} = ${expression(value)}`);
      return [
        `${verb} ${sourceRef(node.target)}${events(node.events, ' for ', '')}`,
        ...indent([...(set.length > 0 ? list('set', set) : []), `on ${expression(node.on)}`]),
      ];
    }
    default:
      return unreachable(node, 'output action');
  }
}
