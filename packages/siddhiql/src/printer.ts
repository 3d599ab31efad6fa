import type {App, Definition, ExecutionElement, Expression, OnDemandQuery} from './ast.ts';
import {annotation} from './print/annotations.ts';
import {definition} from './print/definitions.ts';
import {expression} from './print/expressions.ts';
import {onDemandQuery, partition, query} from './print/queries.ts';

export type Printable = App | Definition | ExecutionElement | OnDemandQuery | Expression;

/**
 * SiddhiQL text that parses to the same tree, spans aside.
 *
 * Fails on a tree that no text gives (a back-quote in a name, `"""` in a
 * string). A `${name}` in a string came from a variable; it is printed as it
 * is, and parsing it asks for that variable.
 */
export function print(node: Printable): string {
  switch (node.kind) {
    case 'app':
      return app(node);
    case 'query':
      return query(node).join('\n');
    case 'partition':
      return partition(node).join('\n');
    case 'onDemand':
      return onDemandQuery(node).join('\n');
    case 'stream':
    case 'table':
    case 'window':
    case 'trigger':
    case 'function':
    case 'aggregation':
      return definition(node).join('\n');
    default:
      return expression(node);
  }
}

function app({annotations, definitions, elements}: App): string {
  const blocks = [
    annotations.flatMap(annotation).join('\n'),
    definitions.map((one) => `${print(one)};`).join('\n'),
    ...elements.map((one) => `${print(one)};`),
  ];
  return `${blocks.filter((block) => block !== '').join('\n\n')}\n`;
}
