import type {Attribute, AttributeType} from './ast.ts';
import type {Cursor} from './cursor.ts';

const types: ReadonlySet<string> = new Set<AttributeType>([
  'string',
  'int',
  'long',
  'float',
  'double',
  'bool',
  'object',
]);

export function attributeType(c: Cursor): AttributeType {
  if (!c.isOneOf(types)) c.fail("a type: 'string', 'int', 'long', 'float', 'double', 'bool'", "'object'");
  return c.take().key as AttributeType;
}

/** `(a int, b string)`: at least one, each name once. */
export function attributes(c: Cursor): Attribute[] {
  const found: Attribute[] = [];
  const names = new Set<string>();
  c.expect('(');
  do {
    const first = c.token;
    const name = c.name('the name of an attribute');
    if (names.has(name)) c.refuse(`the attribute '${name}' is defined twice`, first.at);
    names.add(name);
    const type = attributeType(c);
    found.push({kind: 'attribute', name, type, at: c.since(first)});
  } while (c.accept(','));
  c.expect(')', "','");
  return found;
}
