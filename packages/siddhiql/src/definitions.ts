import {aggregation} from './aggregations.ts';
import type {Annotation, Definition, FunctionDefinition, TriggerDefinition, WindowDefinition} from './ast.ts';
import {attributes, attributeType} from './attributes.ts';
import type {Cursor} from './cursor.ts';
import {eventType} from './event-type.ts';
import {call} from './expressions.ts';
import {timeConstant} from './time.ts';
import type {Token} from './token.ts';

export function definition(c: Cursor, annotations: Annotation[]): Definition {
  const first = c.expect('define');
  if (c.is('trigger') || c.is('function')) {
    const [refused] = annotations;
    if (refused) c.refuse(`a ${c.token.key} takes no annotations`, refused.at);
  }
  switch (c.token.key) {
    case 'stream':
    case 'table': {
      const kind = c.take().key === 'table' ? 'table' : 'stream';
      const id = definedName(c, kind);
      return {kind, id, attributes: attributes(c), annotations, at: c.since(first)};
    }
    case 'window':
      return window(c, first, annotations);
    case 'trigger':
      return trigger(c, first);
    case 'function':
      return script(c, first);
    case 'aggregation':
      return aggregation(c, first, annotations);
    default:
      return c.fail("'stream'", "'table'", "'window'", "'trigger'", "'function'", "'aggregation'");
  }
}

function definedName(c: Cursor, kind: string): string {
  if (c.is('#')) c.refuse("an inner stream ('#') lives in a partition and is not defined", c.token.at);
  if (c.is('!')) c.refuse("a fault stream ('!') comes with its stream and is not defined", c.token.at);
  return c.name(`the name of the ${kind}`);
}

function window(c: Cursor, first: Token, annotations: Annotation[]): WindowDefinition {
  c.take();
  const id = definedName(c, 'window');
  const columns = attributes(c);
  if (c.is('#')) c.refuse("here the window is named without '#window.', such as length(5)", c.token.at);
  const kind = call(c, 'the type of the window, such as length(5)');
  const output = c.accept('output') ? eventType(c) : undefined;
  return {
    kind: 'window',
    id,
    attributes: columns,
    window: kind,
    ...(output === undefined ? {} : {output}),
    annotations,
    at: c.since(first),
  };
}

function trigger(c: Cursor, first: Token): TriggerDefinition {
  c.take();
  const id = c.id('the name of a trigger');
  c.expect('at');
  let when: TriggerDefinition['when'];
  if (c.accept('every')) when = {kind: 'every', every: timeConstant(c)};
  else {
    const cron = c.string("'every', 'start' or a cron expression in quotes");
    when = cron.trim().toLowerCase() === 'start' ? {kind: 'start'} : {kind: 'cron', cron};
  }
  return {kind: 'trigger', id, when, at: c.since(first)};
}

function script(c: Cursor, first: Token): FunctionDefinition {
  c.take();
  const id = c.id('the name of a function');
  c.expect('[');
  const language = c.name('the language of the function');
  c.expect(']');
  c.expect('return');
  const returns = attributeType(c);
  if (c.token.type !== 'script') c.fail("'{' and the body of the function");
  const body = c.take().value;
  return {kind: 'function', id, language, returns, body, at: c.since(first)};
}
