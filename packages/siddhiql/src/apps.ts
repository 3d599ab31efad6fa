import {annotations as annotationList, appAnnotations} from './annotations.ts';
import type {App, Definition, ExecutionElement} from './ast.ts';
import type {Cursor} from './cursor.ts';
import {definition} from './definitions.ts';
import {partition, query} from './queries.ts';

/** App annotations, then definitions, then queries and partitions, `;` between all of them. */
export function app(c: Cursor): App {
  const first = c.token;
  const annotations = appAnnotations(c);
  const definitions: Definition[] = [];
  const elements: ExecutionElement[] = [];
  do {
    if (c.token.type === 'end' && definitions.length > 0) break;
    const above = annotationList(c);
    if (c.is('define')) {
      if (elements.length > 0) c.refuse('definitions stand before the first query', c.token.at);
      definitions.push(definition(c, above));
      continue;
    }
    if (definitions.length === 0) {
      if (c.is('from') || c.is('partition'))
        c.refuse("an app starts with at least one definition ('define …')", c.token.at);
      c.fail("'define'", ...(above.length > 0 ? [] : ["'@'"]));
    }
    if (c.is('from')) elements.push(query(c, above));
    else if (c.is('partition')) elements.push(partition(c, above));
    else c.fail(...(elements.length > 0 ? [] : ["'define'"]), "'from'", "'partition'");
  } while (c.accept(';'));
  c.expectEnd("';'");
  return {kind: 'app', annotations, definitions, elements, at: c.since(first)};
}
