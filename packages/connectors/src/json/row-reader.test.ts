import * as fc from 'fast-check';
import {expect, test} from 'vitest';
import type {AttributeInfo} from '@tandem/engine';
import {MappingError} from '../mapping-error.ts';
import {jsonValue, SourceNeeded} from './json-value.ts';
import {rowReader} from './row-reader.ts';

const types = ['string', 'int', 'long', 'float', 'double', 'bool', 'object'] as const;
const names = ['a', 'b c', '"', 'length', 'constructor', 'toString', 'event'];
const attributes = fc
  .uniqueArray(fc.constantFrom(...names), {minLength: 1, maxLength: 4})
  .chain((chosen) =>
    fc.tuple(...chosen.map((name) => fc.constantFrom(...types).map((type): AttributeInfo => ({name, type})))),
  );
const value = fc.oneof(
  fc.constantFrom(null, true, 'x', '5', 0, -0, 1.5, 2 ** 31, -(2 ** 31), 2 ** 53, 1e300, [1], {}),
  fc.jsonValue(),
);

/** What a look at each value gives; undefined when it refuses one. */
function oneByOne(of: readonly AttributeInfo[], fields: Record<string, unknown>): unknown[] | undefined {
  try {
    return of.map(({name, type}) => {
      if (!Object.hasOwn(fields, name)) throw new MappingError(name, 'nothing', 'a value');
      return jsonValue(fields[name], type, true, '$');
    });
  } catch (error) {
    if (error instanceof MappingError || error instanceof SourceNeeded) return undefined;
    throw error;
  }
}

test('what it reads is what a look at each value gives', () =>
  fc.assert(
    fc.property(attributes, fc.dictionary(fc.constantFrom(...names), value), (of, fields) => {
      const row = rowReader(of)(fields);
      if (row) expect(row).toStrictEqual(oneByOne(of, fields));
    }),
    {numRuns: 2000},
  ));

test.each([
  [
    'every type',
    {s: 'x', i: -5, l: 2 ** 53 - 1, f: 0.1, d: 0.1, b: true},
    ['x', -5, 2 ** 53 - 1, Math.fround(0.1), 0.1, true],
  ],
  ['nothing but null', {s: null, i: null, l: null, f: null, d: null, b: null}, [null, null, null, null, null, null]],
  ['a missing one', {s: 'x', i: 1, l: 1, f: 1, d: 1}, undefined],
  ['a long of which digits are lost', {s: 'x', i: 1, l: 2 ** 53, f: 1, d: 1, b: true}, undefined],
])('%s', (_, fields, want) => {
  const of: AttributeInfo[] = [
    {name: 's', type: 'string'},
    {name: 'i', type: 'int'},
    {name: 'l', type: 'long'},
    {name: 'f', type: 'float'},
    {name: 'd', type: 'double'},
    {name: 'b', type: 'bool'},
  ];
  expect(rowReader(of)(fields)).toEqual(want);
});
