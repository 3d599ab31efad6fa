import type {AbsentState, CountState, LogicalState, NextState, Span, State, StateInput, StreamState} from './ast.ts';
import {must} from '@tandem/base';
import {type Cursor, LONGEST_CHAIN} from './cursor.ts';
import {wholeNumber} from './literals.ts';
import {handlers, sourceRef, startsSource} from './sources.ts';
import {timeConstant} from './time.ts';

/** What is met on the way and can only be judged once `->` or `,` is known. */
type Findings = {
  type: 'pattern' | 'sequence' | undefined;
  /** `*`, `+` or `?`, which patterns lack. */
  sign?: Span;
  /** An `every` where a sequence allows none. */
  every?: Span;
  /** A group where a sequence allows none. */
  group?: Span;
};
type Place = {top: boolean; insideEvery: boolean};

/** A pattern (`->`) or a sequence (`,`), with its `within`. */
export function stateInput(c: Cursor): StateInput {
  const first = c.token;
  const findings: Findings = {type: undefined};
  const state = chain(c, findings, {top: true, insideEvery: false});
  const type = findings.type ?? 'pattern';
  if (type === 'pattern' && findings.sign)
    c.refuse("'*', '+' and '?' count in sequences only; in a pattern write <0:>, <1:> or <0:1>", findings.sign);
  if (type === 'sequence' && findings.every)
    c.refuse("in a sequence 'every' may only stand before the first stream", findings.every);
  if (type === 'sequence' && findings.group) c.refuse('a sequence cannot start with parentheses', findings.group);
  const within = c.accept('within') ? {within: timeConstant(c)} : {};
  return {kind: 'state', type, state, ...within, at: c.since(first)};
}

/** Elements with `->` or `,` between them; `a -> b -> c` is `a -> (b -> c)`. */
function chain(c: Cursor, findings: Findings, place: Place): State {
  const elements: {state: State; first: Cursor['token']}[] = [];
  do {
    const first = c.token;
    if (elements.length === LONGEST_CHAIN) c.refuse(`this has more than ${LONGEST_CHAIN} elements`, first.at);
    elements.push({first, state: element(c, findings, place, elements.length === 0)});
  } while (separator(c, findings));
  let next = must(elements.pop(), 'a chain has an element').state;
  for (const {state, first} of elements.reverse()) {
    next = {kind: 'next', first: state, next, at: c.since(first)} satisfies NextState;
  }
  return next;
}

function separator(c: Cursor, findings: Findings): boolean {
  if (!c.is('->') && !c.is(',')) return false;
  const type = c.is('->') ? 'pattern' : 'sequence';
  findings.type ??= type;
  if (findings.type !== type) c.refuse("'->' (pattern) and ',' (sequence) cannot be mixed", c.token.at);
  c.take();
  return true;
}

function element(c: Cursor, findings: Findings, place: Place, isFirst: boolean): State {
  const first = c.token;
  const every = startsEvery(c);
  if (every) {
    c.take();
    if (place.insideEvery) c.refuse("there is an 'every' around this 'every'", first.at);
    if (startsEvery(c)) c.refuse("one 'every' is enough", c.token.at);
    if (!place.top || !isFirst) findings.every ??= first.at;
  }
  const body = c.token;
  let state: State;
  if (c.accept('(')) {
    state = c.nested(() => chain(c, findings, {top: false, insideEvery: place.insideEvery || every}));
    c.expect(')', "'->'", "','");
    if (c.is('and') || c.is('or')) c.refuse(`'${c.token.value}' joins two streams, not parentheses`, c.token.at);
    if (place.top && isFirst) findings.group ??= body.at;
  } else {
    state = unit(c, findings);
  }
  return every ? {kind: 'every', state, at: c.since(first)} : state;
}

/** `every` is a name, too: it is one where nothing that it could apply to follows. */
export function startsEvery(c: Cursor): boolean {
  if (!c.is('every')) return false;
  const next = c.peek();
  if (next.key === '#') return c.isName(2) && !['.', '(', ':'].includes(c.peek(3).key);
  if (clauses.has(next.key) && c.peek(2).key !== '=') return false;
  return next.key === '(' || next.key === '!' || c.isName(1);
}
const clauses: ReadonlySet<string> = new Set(
  'select output insert delete update return join inner left right full outer unidirectional as and or within'.split(
    ' ',
  ),
);

export function startsAbsent(c: Cursor): boolean {
  return c.is('not') && startsSource(c, 1) && !clauses.has(c.peek().key);
}

/** One stream, counted or not, an absent one, or two of them with `and` or `or`. */
function unit(c: Cursor, findings: Findings): State {
  const first = c.token;
  const left = operand(c);
  if (left.kind === 'streamState') {
    const count = counted(c, findings, left);
    if (count) return count;
  }
  if (!c.is('and') && !c.is('or')) {
    if (left.kind === 'absent' && !left.for) c.fail("'for' and a time", "'and'");
    if (c.is('as')) c.refuse('an event of a pattern is named in front of its stream: name=Stream', c.token.at);
    return left;
  }
  const connective = c.take();
  const type = connective.key as 'and' | 'or';
  const right = operand(c);
  if (c.is('<') || c.is('*') || c.is('+') || c.is('?'))
    c.refuse(`a stream beside '${type}' takes no count`, c.token.at);
  for (const [side, other] of [
    [left, right],
    [right, left],
  ] as const) {
    if (side.kind !== 'absent' || side.for) continue;
    if (type === 'or') c.refuse("beside 'or' an absent stream needs 'for' and a time", side.at);
    if (other.kind === 'absent') c.refuse("two absent streams each need 'for' and a time", side.at);
  }
  if (c.is('and') || c.is('or')) c.refuse("'and' and 'or' join two streams, not three", c.token.at);
  return {kind: 'logical', type, left, right, at: c.since(first)} satisfies LogicalState;
}

function operand(c: Cursor): StreamState | AbsentState {
  const first = c.token;
  if (startsAbsent(c)) {
    c.take();
    if (c.isName() && c.peek().key === '=')
      c.refuse("an absent stream has no event and so no name; leave out the '='", c.since(c.token));
    const source = sourceRef(c, 'the name of a stream');
    const filters = handlers(c, 'nowhere');
    const time = c.accept('for') ? {for: timeConstant(c)} : {};
    return {kind: 'absent', source, handlers: filters, ...time, at: c.since(first)};
  }
  let reference: string | undefined;
  if (c.isName() && c.peek().key === '=') {
    reference = c.take().value;
    c.take();
    if (startsAbsent(c)) c.refuse("an absent stream has no event and so no name; leave out the '='", first.at);
  }
  const source = sourceRef(c, 'the name of a stream');
  const filters = handlers(c, 'nowhere');
  return {
    kind: 'streamState',
    ...(reference === undefined ? {} : {reference}),
    source,
    handlers: filters,
    at: c.since(first),
  };
}

/** `<2>`, `<2:5>`, `<2:>`, `<:5>`, and in sequences `*`, `+`, `?`. */
function counted(c: Cursor, findings: Findings, state: StreamState): CountState | undefined {
  const first = c.token;
  let count: Pick<CountState, 'min' | 'max' | 'form'>;
  if (c.accept('<')) count = bounds(c);
  else if (c.is('*') || c.is('+') || c.is('?')) {
    const form = c.take().key as '*' | '+' | '?';
    findings.sign ??= first.at;
    count = {min: form === '+' ? 1 : 0, max: form === '?' ? 1 : -1, form};
  } else return undefined;
  if (c.is('and') || c.is('or')) c.refuse(`a stream beside '${c.token.key}' takes no count`, c.since(first));
  const at = {...c.since(first), start: state.at.start, line: state.at.line, column: state.at.column};
  return {kind: 'count', state, ...count, at};
}

function bounds(c: Cursor): Pick<CountState, 'min' | 'max' | 'form'> {
  const first = c.token;
  const form = 'range';
  if (c.accept(':')) {
    const max = wholeNumber(c, 'a whole number');
    c.expect('>');
    return {min: 0, max, form};
  }
  const min = wholeNumber(c, 'a whole number', "':'");
  let max = min;
  if (c.accept(':')) max = c.is('>') ? -1 : wholeNumber(c, 'a whole number', "'>'");
  if (max !== -1 && max < min) c.refuse(`a count from ${min} to ${max} can never be met`, c.since(first));
  c.expect('>', ...(max === min ? ["':'"] : []));
  return {min, max, form};
}
