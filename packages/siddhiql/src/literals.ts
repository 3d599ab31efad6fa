import type {BoolConstant, NumberConstant, StringConstant, TimeConstant} from './ast.ts';
import type {Cursor} from './cursor.ts';
import {isTime, timeConstant} from './time.ts';
import type {Token} from './token.ts';

type Literal = NumberConstant | StringConstant | BoolConstant | TimeConstant;

/** The constant that stands here, if one does. A sign belongs to the number: there is no other unary minus. */
export function literal(c: Cursor): Literal | undefined {
  const first = c.token;
  if (first.type === 'string') return {kind: 'string', value: c.take().value, at: c.since(first)};
  if (isTime(c)) return timeConstant(c);
  if (isNumber(first)) return number(c, '');
  if (c.is('+') || c.is('-')) {
    const sign = c.take().key;
    if (!isNumber(c.token)) c.refuse(`a sign may only stand before a number; write 0 ${sign} …`, first.at);
    if (isTime(c)) c.refuse('a time has no sign', first.at);
    return number(c, sign, first);
  }
  if ((c.is('true') || c.is('false')) && !['(', '.', ':'].includes(c.peek().key)) {
    return {kind: 'bool', value: c.take().key === 'true', at: c.since(first)};
  }
  return undefined;
}

/** An unsigned int literal, as it stands in counts, indexes and rates. */
export function wholeNumber(c: Cursor, ...expected: string[]): number {
  if (c.token.type !== 'int') c.fail(...expected);
  return int(c, c.take(), '');
}

const isNumber = ({type}: Token): boolean => type === 'int' || type === 'long' || type === 'float' || type === 'double';

function number(c: Cursor, sign: string, first = c.token): NumberConstant {
  const token = c.take();
  const at = c.since(first);
  const negative = sign === '-';
  if (token.type === 'long') {
    const value = negative ? -BigInt(token.value) : BigInt(token.value);
    if (BigInt.asIntN(64, value) !== value) c.refuse(`${sign}${token.value} does not fit into a long`, at);
    return {kind: 'number', type: 'long', value, at};
  }
  if (token.type === 'int') return {kind: 'number', type: 'int', value: int(c, token, sign), at};
  const value = negative ? -Number(token.value) : Number(token.value);
  if (token.type === 'float') return {kind: 'number', type: 'float', value: Math.fround(value), at};
  return {kind: 'number', type: 'double', value, at};
}

function int(c: Cursor, token: Token, sign: string): number {
  const value = Number(sign + token.value);
  if (value > 2147483647 || value < -2147483648) {
    c.refuse(`${sign}${token.value} does not fit into an int; write it as a long: ${sign}${token.value}L`, token.at);
  }
  return value === 0 ? 0 : value; // no negative zero among the ints
}
