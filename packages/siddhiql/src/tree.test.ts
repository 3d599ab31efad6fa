import {expect, test} from 'vitest';
import type {Expression, Span} from './ast.ts';
import {parse, parseExpression, parseOnDemandQuery, parseQuery} from './parser.ts';
import {withoutSpans} from './testing/strip.ts';

const expression = (text: string): unknown => withoutSpans(parseExpression(text));
const query = (text: string): unknown => withoutSpans(parseQuery(text));
const a = {kind: 'variable', attribute: 'a'};

test.each<[string, object]>([
  ['5', {type: 'int', value: 5}],
  ['- 5', {type: 'int', value: -5}],
  ['-0', {type: 'int', value: 0}],
  ['9007199254740993L', {type: 'long', value: 9007199254740993n}],
  ['-9223372036854775808l', {type: 'long', value: -9223372036854775808n}],
  ['0.1f', {type: 'float', value: Math.fround(0.1)}],
  ['1e39F', {type: 'float', value: Infinity}],
  ['1', {type: 'int', value: 1}],
  ['5.D', {type: 'double', value: 5}],
  ['.5', {type: 'double', value: 0.5}],
  ['1e3', {type: 'double', value: 1000}],
  ['-0.0', {type: 'double', value: -0}],
])('the number %s', (text, want) => {
  expect(expression(text)).toEqual({kind: 'number', ...want});
});

test.each<[string, number]>([
  ['1 sec', 1000],
  ['1 min', 60_000],
  ['1 hour', 3_600_000],
  ['1 day', 86_400_000],
  ['1 week', 604_800_000],
  ['1 month', 2_592_000_000],
  ['1 year', 31_536_000_000],
  ['7 milliseconds', 7],
  ['1 min 30 sec', 90_000],
])('%s is %i ms', (text, ms) => expect(parseExpression(text)).toMatchObject({kind: 'time', ms}));

test('a time keeps what was written', () => {
  expect(expression('1 MIN 2 seconds')).toMatchObject({
    parts: [
      {amount: 1, unit: 'minute'},
      {amount: 2, unit: 'second'},
    ],
  });
});

/** The tree in full parentheses. */
function grouped(node: Expression): string {
  if (node.kind === 'binary') return `(${grouped(node.left)} ${node.operator} ${grouped(node.right)})`;
  if (node.kind === 'not') return `(not ${grouped(node.operand)})`;
  if (node.kind === 'in') return `(${grouped(node.operand)} in ${node.table})`;
  if (node.kind === 'isNull') return `(${grouped(node.operand)} is null)`;
  if (node.kind === 'variable') return node.attribute;
  return node.kind === 'number' ? String(node.value) : node.kind;
}
test.each([
  ['a - b - c', '((a - b) - c)'],
  ['a + b * c % d', '(a + ((b * c) % d))'],
  ['not a > b', '((not a) > b)'],
  ['not a is null', '(not (a is null))'],
  ['not not a', '(not (not a))'],
  ['a + b is null', '(a + (b is null))'],
  ['a < b < c', '((a < b) < c)'],
  ['a < b == c >= d', '((a < b) == (c >= d))'],
  ['a == b in T', '((a == b) in T)'],
  ['a and b in T', '(a and (b in T))'],
  ['a or b and c or d', '((a or (b and c)) or d)'],
  ['a AND b OR c', '((a and b) or c)'],
  ['x-1', '(x - 1)'],
  ['x - -1', '(x - -1)'],
  ['a * (b + c)', '(a * (b + c))'],
])('%s is %s', (text, want) => expect(grouped(parseExpression(text))).toBe(want));

test('references tell stream, index, handler and attribute apart', () => {
  const source = (id: string, more: object = {}) => ({id, prefix: '', ...more});
  expect(expression('S.a')).toEqual({...a, source: source('S')});
  expect(expression('e1[2].a')).toEqual({...a, source: source('e1', {index: {first: 2}})});
  expect(expression('e1[last].a')).toEqual({...a, source: source('e1', {index: {last: 0}})});
  expect(expression('e1[LAST - 2].a')).toEqual({...a, source: source('e1', {index: {last: 2}})});
  expect(expression('#i.a')).toEqual({...a, source: source('i', {prefix: '#'})});
  expect(expression('S#fn[1].a')).toEqual({...a, source: source('S'), handler: {id: 'fn', index: {first: 1}}});
  expect(expression('a is null')).toEqual({kind: 'isNull', operand: a});
  expect(expression('e1[0] is null')).toEqual({
    kind: 'isNull',
    operand: {kind: 'event', source: source('e1', {index: {first: 0}})},
  });
  expect(expression('f(#i)')).toMatchObject({args: [{kind: 'event', source: source('i', {prefix: '#'})}]});
  expect(expression('f(e1)')).toMatchObject({args: [{kind: 'variable', attribute: 'e1'}]});
});

test('no arguments and all attributes are different', () => {
  expect(expression('f()')).toEqual({kind: 'call', name: 'f', args: []});
  expect(expression('ns:f(*)')).toEqual({kind: 'call', namespace: 'ns', name: 'f', args: '*'});
});

test('chains associate to the right, every takes one element, groups keep their place', () => {
  const stream = (id: string) => ({kind: 'streamState', source: {kind: 'source', id, prefix: ''}, handlers: []});
  expect(query('from every A -> (B -> C) -> D insert into O')).toMatchObject({
    input: {
      kind: 'state',
      type: 'pattern',
      state: {
        kind: 'next',
        first: {kind: 'every', state: stream('A')},
        next: {kind: 'next', first: {kind: 'next', first: stream('B'), next: stream('C')}, next: stream('D')},
      },
    },
  });
});

test.each([
  ['A<2>', 2, 2, 'range'],
  ['A<2:5>', 2, 5, 'range'],
  ['A<2:>', 2, -1, 'range'],
  ['A<:5>', 0, 5, 'range'],
  ['A*', 0, -1, '*'],
  ['A+', 1, -1, '+'],
  ['A?', 0, 1, '?'],
])('the count of %s is %i to %i', (element, min, max, form) => {
  expect(query(`from ${element}, B insert into O`)).toMatchObject({
    input: {type: 'sequence', state: {first: {kind: 'count', min, max, form}}},
  });
});

test.each<[string, object]>([
  ['every 1 min 30 sec', {kind: 'every', every: {ms: 90_000}}],
  ["' START '", {kind: 'start'}],
  ["'0 * * * * ?'", {kind: 'cron', cron: '0 * * * * ?'}],
])('a trigger at %s', (text, when) =>
  expect(parse(`define trigger T at ${text}`).definitions).toMatchObject([{kind: 'trigger', when}]),
);

test('a function keeps the text between its braces', () => {
  expect(parse('define function f[js] return int { return {a: 1}.a; }').definitions).toMatchObject([
    {kind: 'function', language: 'js', returns: 'int', body: ' return {a: 1}.a; '},
  ]);
});

test('a range of durations is filled', () => {
  const every = (text: string) => parse(`define aggregation A from S select a aggregate every ${text}`).definitions[0];
  expect(every('min ... month')).toMatchObject({every: ['minutes', 'hours', 'days', 'months'], range: true});
  expect(every('sec, year')).toMatchObject({every: ['seconds', 'years'], range: false});
});

test('annotations keep keys as written and tell apps from others', () => {
  expect(
    withoutSpans(parse("@App:Name('x') @Sink(Buffer.Size = '1', @map('y')) define stream S (a int)")),
  ).toMatchObject({
    annotations: [{name: 'Name', app: true, elements: [{kind: 'element', value: 'x'}], annotations: []}],
    definitions: [
      {
        annotations: [
          {name: 'Sink', app: false, elements: [{key: 'Buffer.Size', value: '1'}], annotations: [{name: 'map'}]},
        ],
      },
    ],
  });
});

test('what is not written is absent', () => {
  expect(query('from S insert into O')).toEqual({
    kind: 'query',
    annotations: [],
    input: {kind: 'single', source: {kind: 'source', id: 'S', prefix: ''}, handlers: []},
    output: {kind: 'insert', target: {kind: 'source', id: 'O', prefix: ''}},
  });
  expect(withoutSpans(parseOnDemandQuery('from T'))).toEqual({kind: 'onDemand', from: {id: 'T'}});
});

/** Every span of a tree with the node that has it. */
function spans(node: unknown): {node: object; at: Span}[] {
  if (typeof node !== 'object' || node === null) return [];
  const own = 'at' in node && 'kind' in node ? [{node, at: node.at as Span}] : [];
  return [...own, ...Object.values(node).flatMap(spans)];
}

test('each node is where its text is', () => {
  const text =
    "define stream S (a int);\n@info(name='q')\nfrom S[a > 1]#window.length(5)\nselect S.a,\n  f(a, 1) is null as b insert into Out";
  const found = spans(parse(text)).map(
    ({node, at}) => `${(node as {kind: string}).kind}: ${text.slice(at.start, at.end)}`,
  );
  for (const want of [
    'stream: define stream S (a int)',
    'attribute: a int',
    "annotation: @info(name='q')",
    "element: name='q'",
    'source: S',
    'filter: [a > 1]',
    'binary: a > 1',
    'windowHandler: #window.length(5)',
    'call: length(5)',
    'variable: S.a',
    'item: S.a',
    'isNull: f(a, 1) is null',
    'item: f(a, 1) is null as b',
    'insert: insert into Out',
  ]) {
    expect(found).toContain(want);
  }
});

test('lines and columns agree with offsets', () => {
  const text = 'define stream S (a int);\r\nfrom S\n  [a >\r 1] select\n\ta insert into\n\nOut';
  const place = (offset: number): [number, number] => {
    const lines = text.slice(0, offset).split(/\r\n|\r|\n/);
    return [lines.length, (lines.at(-1) ?? '').length + 1];
  };
  for (const {at} of spans(parse(text))) {
    expect([at.line, at.column]).toEqual(place(at.start));
    expect([at.endLine, at.endColumn]).toEqual(place(at.end));
  }
});
