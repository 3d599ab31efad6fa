import type {Annotation, AnnotationElement} from './ast.ts';
import type {Cursor} from './cursor.ts';

/** `@app:name('x')` …, which only the top of an app may have. */
export function appAnnotations(c: Cursor): Annotation[] {
  const found: Annotation[] = [];
  while (c.is('@', 'app', ':')) {
    const first = c.take();
    c.take();
    c.take();
    const name = c.name('the name of an annotation');
    found.push(body(c, first, name, true));
  }
  return found;
}

export function annotations(c: Cursor): Annotation[] {
  const found: Annotation[] = [];
  while (c.is('@')) found.push(annotation(c));
  return found;
}

function annotation(c: Cursor): Annotation {
  if (c.is('@', 'app', ':')) c.refuse("an '@app:' annotation may only stand at the very top of an app", c.token.at);
  const first = c.expect('@');
  const name = c.name('the name of an annotation');
  return c.nested(() => body(c, first, name, false));
}

function body(c: Cursor, first: Cursor['token'], name: string, app: boolean): Annotation {
  const elements: AnnotationElement[] = [];
  const nested: Annotation[] = [];
  if (c.accept('(')) {
    if (c.is(')')) c.refuse(`the parentheses of '@${app ? 'app:' : ''}${name}' are empty; leave them out`, c.token.at);
    do {
      if (!c.is('@')) elements.push(element(c));
      else if (app) c.refuse("an '@app:' annotation holds no other annotation", c.token.at);
      else nested.push(annotation(c));
    } while (c.accept(','));
    c.expect(')', "','");
  }
  return {kind: 'annotation', name, app, elements, annotations: nested, at: c.since(first)};
}

/** `'value'`, `key='value'` or `'any key'='value'`. */
function element(c: Cursor): AnnotationElement {
  const first = c.token;
  const keyed = first.type !== 'string' || c.peek().key === '=';
  if (!keyed) return {kind: 'element', value: c.take().value, at: c.since(first)};
  const key = first.type === 'string' ? c.take().value : dottedKey(c);
  c.expect('=');
  const value = c.string('a string in quotes');
  return {kind: 'element', key, value, at: c.since(first)};
}

function dottedKey(c: Cursor): string {
  let key = c.name('a key or a string in quotes');
  while (c.is('.') || c.is('-') || c.is(':')) key += c.take().key + c.name('the rest of the key');
  return key;
}
