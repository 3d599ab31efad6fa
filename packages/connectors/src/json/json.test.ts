import * as fc from 'fast-check';
import {expect, test} from 'vitest';
import type {AttributeInfo, Value} from '@tandem/engine';
import {MappingError} from '../mapping-error.ts';
import type {Annotation} from '../options.ts';
import {jsonSinkMapper} from './json-sink-mapper.ts';
import {jsonSourceMapper} from './json-source-mapper.ts';

const at = {start: 0, end: 1, line: 1, column: 1, endLine: 1, endColumn: 2};
const annotation = (
  name: string,
  elements: Record<string, string> | string[] = {},
  annotations: Annotation[] = [],
): Annotation => ({
  kind: 'annotation',
  name,
  app: false,
  elements: Array.isArray(elements)
    ? elements.map((value) => ({kind: 'element', value, at}))
    : Object.entries(elements).map(([key, value]) => ({kind: 'element', key, value, at})),
  annotations,
  at,
});
const stock: AttributeInfo[] = [
  {name: 'symbol', type: 'string'},
  {name: 'price', type: 'double'},
  {name: 'volume', type: 'long'},
];
const source = (options: Record<string, string> = {}, attributes = stock, inner: Annotation[] = []) =>
  jsonSourceMapper(annotation('map', {type: 'json', ...options}, inner), attributes, 'text');
const rows = (
  payload: string,
  options = {},
  attributes = stock,
  inner: Annotation[] = [],
  headers: Record<string, string> = {},
): Value[][] =>
  source(options, attributes, inner)
    .map(payload, (name) => headers[name])
    .map((e) => e.data);
const sink = (options: Record<string, string> = {}, attributes = stock, inner: Annotation[] = []) => {
  const mapper = jsonSinkMapper(annotation('map', {type: 'json', ...options}, inner), attributes, 'text');
  return (...data: Value[][]) => mapper.map(data.map((row) => ({timestamp: 0, data: row})));
};

test.each([
  {name: 'an event in its envelope', payload: '{"event":{"symbol":"A","price":5.5,"volume":7}}', want: [['A', 5.5, 7]]},
  {name: 'a bare object', payload: '{"symbol":"A","price":5.5,"volume":7}', want: [['A', 5.5, 7]]},
  {
    name: 'an array of both',
    payload: '[{"event":{"symbol":"A","price":1.5,"volume":7}},{"symbol":"B","price":2.5,"volume":8}]',
    want: [
      ['A', 1.5, 7],
      ['B', 2.5, 8],
    ],
  },
  {name: 'an empty array', payload: '[]', want: []},
  {name: 'null as a value', payload: '{"symbol":null,"price":null,"volume":null}', want: [[null, null, null]]},
  {name: 'a whole number for a double', payload: '{"symbol":"A","price":5,"volume":7}', want: [['A', 5, 7]]},
  {
    name: 'a long beyond 2^53, exact',
    payload: '{"symbol":"A","price":5.5,"volume":9007199254740993}',
    want: [['A', 5.5, 9007199254740993n]],
  },
  {
    name: 'the least long',
    payload: '{"symbol":"A","price":5.5,"volume":-9223372036854775808}',
    want: [['A', 5.5, -9223372036854775808n]],
  },
  {
    name: 'a number for a text, as it was written',
    payload: '{"symbol":5.50,"price":5.5,"volume":7}',
    want: [['5.50', 5.5, 7]],
  },
  {
    name: 'an object for a text, as JSON',
    payload: '{"symbol":{"a":[1,1.0]},"price":5.5,"volume":7}',
    want: [['{"a":[1,1.0]}', 5.5, 7]],
  },
  {
    name: 'texts for numbers in an array',
    payload: '[{"symbol":"A","price":"5.5","volume":"7"}]',
    want: [['A', 5.5, 7]],
  },
  {
    name: 'unknown keys in an array',
    payload: '[{"symbol":"A","price":5.5,"volume":7,"more":1}]',
    want: [['A', 5.5, 7]],
  },
  {
    name: 'missing attributes when that is allowed',
    payload: '{"symbol":"A"}',
    options: {'fail.on.missing.attribute': 'false'},
    want: [['A', null, null]],
  },
  {
    name: 'an enclosing element',
    payload: '{"a":{"b":[{"symbol":"A","price":5.5,"volume":7}]}}',
    options: {'enclosing.element': '$.a.b'},
    want: [['A', 5.5, 7]],
  },
])('reads $name', ({payload, options, want}) => expect(rows(payload, options)).toEqual(want));

test.each([
  {name: 'no JSON', payload: '{"symbol"', place: '$', expected: 'JSON text'},
  {name: 'an empty body', payload: '', place: '$', expected: 'JSON text'},
  {name: 'a scalar', payload: '7', place: '$', expected: 'an object, or an array of objects'},
  {name: 'null in an array', payload: '[null]', place: '$[0]', expected: 'an object, or an array of objects'},
  {
    name: 'a missing attribute',
    payload: '{"event":{"symbol":"A","price":5.5}}',
    place: '$.event.volume',
    expected: 'a value of type long',
  },
  {
    name: 'an unknown attribute of a single object',
    payload: '{"symbol":"A","price":5.5,"volume":7,"more":1}',
    place: '$.more',
    expected: 'only symbol, price, volume',
  },
  {
    name: 'a text for a number',
    payload: '{"symbol":"A","price":"5","volume":7}',
    place: '$.price',
    expected: 'a number (double)',
  },
  {
    name: 'a fraction for a long',
    payload: '[{"symbol":"A","price":5,"volume":7.5}]',
    place: '$[0].volume',
    expected: 'a whole number of 64 bits (long)',
  },
  {
    name: 'a long out of range',
    payload: '{"symbol":"A","price":5,"volume":9223372036854775808}',
    place: '$.volume',
    expected: 'a whole number of 64 bits (long)',
  },
])('refuses $name, with its place', ({payload, place, expected}) => {
  const refusal = (() => {
    try {
      return rows(payload);
    } catch (error) {
      return error;
    }
  })();
  expect(refusal).toBeInstanceOf(MappingError);
  expect(refusal).toMatchObject({place, expected});
});

test('custom mapping reads paths and transport properties', () =>
  expect(
    rows(
      '{"s":{"name":"A"},"list":[5.5]}',
      {},
      stock,
      [annotation('attributes', {symbol: '$.s.name', price: '$.list[0]', volume: 'trp:X-Volume'})],
      {'X-Volume': '7'},
    ),
  ).toEqual([['A', 5.5, 7]]));

test.each([
  {
    name: 'an attribute that is not mapped',
    inner: [annotation('attributes', {symbol: '$.s'})],
    want: "attribute 'price' is not mapped",
  },
  {
    name: 'too few by position',
    inner: [annotation('attributes', ['$.s'])],
    want: "'1' mapping attributes are provided but expected attributes are '3'",
  },
  {name: 'a wildcard', inner: [annotation('attributes', ['$..s', 'a', 'b'])], want: 'found "$..s", expected a path'},
])('an app is refused for $name', ({inner, want}) => expect(() => source({}, stock, inner)).toThrow(want));

test('an unknown mapper option is refused with the known ones', () =>
  expect(() => source({'fail.on.mising': 'x'})).toThrow(
    'sourceMapper:json has no option "fail.on.mising"; it has fail.on.missing.attribute, event.grouping.enabled, enclosing.element',
  ));

test.each([
  {name: 'one event', rows: [['A', 5, 7]], want: '{"event":{"symbol":"A","price":5.0,"volume":7}}'},
  {
    name: 'a chunk as an array',
    rows: [
      ['A', 1.5, 7],
      ['B', 2.5, 8n],
    ],
    want: '[{"event":{"symbol":"A","price":1.5,"volume":7}},{"event":{"symbol":"B","price":2.5,"volume":8}}]',
  },
  {
    name: 'a long beyond 2^53',
    rows: [['A', 1.5, 9007199254740993n]],
    want: '{"event":{"symbol":"A","price":1.5,"volume":9007199254740993}}',
  },
  {
    name: 'null as "undefined"',
    rows: [[null, 1.5, 7]],
    want: '{"event":{"symbol":"undefined","price":1.5,"volume":7}}',
  },
  {
    name: 'null as null when enabled',
    rows: [[null, 1.5, 7]],
    options: {'enable.null.attribute.value': 'true'},
    want: '{"event":{"symbol":null,"price":1.5,"volume":7}}',
  },
  {
    name: 'an enclosing element',
    rows: [['A', 1.5, 7]],
    options: {'enclosing.element': '$.a.b'},
    want: '{"a":{"b":{"event":{"symbol":"A","price":1.5,"volume":7}}}}',
  },
])('writes $name', ({rows: data, options, want}) => expect(sink(options)(...data)).toBe(want));

test('a float is written as short as it reads back', () =>
  expect(sink({}, [{name: 'f', type: 'float'}])([Math.fround(55.6)])).toBe('{"event":{"f":55.6}}'));

test('a custom payload is text with values in it', () => {
  const payload = annotation('payload', ['{"k":"{{symbol}}","v":{{volume}}}']);
  expect(sink({}, stock, [payload])(['A', 1, 7], [null, 1, 8])).toBe('[{"k":"A","v":7},\n{"k":"undefined","v":8}]');
});

test('what a sink writes a source reads back', () => {
  const attributes: AttributeInfo[] = [
    {name: 's', type: 'string'},
    {name: 'i', type: 'int'},
    {name: 'l', type: 'long'},
    {name: 'd', type: 'double'},
    {name: 'f', type: 'float'},
    {name: 'b', type: 'bool'},
  ];
  const long = fc
    .bigInt({min: -(2n ** 63n), max: 2n ** 63n - 1n})
    .map((v): Value => (Number.isSafeInteger(Number(v)) ? Number(v) : v));
  const row = fc.tuple(
    fc.string({unit: 'binary'}),
    fc.integer(),
    long,
    fc.double({noNaN: true, noDefaultInfinity: true}),
    fc.float({noNaN: true, noDefaultInfinity: true}),
    fc.boolean(),
  );
  fc.assert(
    fc.property(fc.array(row, {minLength: 1, maxLength: 3}), (data) => {
      const text = sink({'enable.null.attribute.value': 'true'}, attributes)(...(data as Value[][]));
      const plain = (rows: readonly Value[][]): unknown => rows.map((r) => r.map((v) => (v === 0 ? 0 : v)));
      expect(plain(rows(text as string, {}, attributes))).toEqual(plain(data as Value[][]));
    }),
  );
});
