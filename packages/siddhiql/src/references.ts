import type {EventIndex, EventRef, Variable, VariableSource} from './ast.ts';
import type {Cursor} from './cursor.ts';
import {wholeNumber} from './literals.ts';

/** `a`, `S.a`, `e1[0].a`, `#inner.a`, `!S.a`, `S#fn.a`; without an attribute `e1[0]`, `#inner`, `!S`. */
export function reference(c: Cursor): Variable | EventRef {
  const first = c.token;
  const prefix = sourcePrefix(c);
  if (prefix === '!' && c.is('('))
    c.refuse("'!' is no negation but starts the name of a fault stream; negation is written 'not'", first.at);
  const id = c.name(prefix === '' ? 'a name' : `the name of a stream after '${prefix}'`);
  const index = eventIndex(c);
  const source: VariableSource = {id, prefix, ...(index ? {index} : {}), at: c.since(first)};

  const handler = c.accept('#') ? {id: c.name("the name of a stream function after '#'"), ...indexed(c)} : undefined;
  if (handler && !c.is('.')) c.fail("'.' and an attribute");
  if (c.accept('.')) {
    const attribute = c.name('the name of an attribute');
    return {kind: 'variable', source, ...(handler ? {handler} : {}), attribute, at: c.since(first)};
  }
  if (prefix === '' && !index) return {kind: 'variable', attribute: id, at: c.since(first)};
  return {kind: 'event', source, at: c.since(first)};
}

export function sourcePrefix(c: Cursor): '' | '#' | '!' {
  if (c.accept('#')) return '#';
  return c.accept('!') ? '!' : '';
}

function indexed(c: Cursor): {index?: EventIndex} {
  const index = eventIndex(c);
  return index ? {index} : {};
}

/** `[3]`, `[last]`, `[last - 2]`. */
function eventIndex(c: Cursor): EventIndex | undefined {
  if (!c.accept('[')) return undefined;
  let index: EventIndex;
  if (c.accept('last')) index = {last: c.accept('-') ? wholeNumber(c, 'a whole number') : 0};
  else index = {first: wholeNumber(c, 'a whole number', "'last'")};
  c.expect(']');
  return index;
}
