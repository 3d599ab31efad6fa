import {expect, test} from 'vitest';
import {bySink, difference} from './compare.ts';

const sinks = (...bodies: string[]): Map<string, string[]> => new Map([['A/S', bodies]]);

test.each([
  {name: 'equal', found: sinks('a', 'b'), wanted: sinks('a', 'b'), want: {lost: 0, duplicated: 0, outOfOrder: 0}},
  {name: 'one is missing', found: sinks('a'), wanted: sinks('a', 'b'), want: {lost: 1, duplicated: 0, outOfOrder: 0}},
  {
    name: 'one of two equal ones is missing',
    found: sinks('a'),
    wanted: sinks('a', 'a'),
    want: {lost: 1, duplicated: 0, outOfOrder: 0},
  },
  {
    name: 'one came twice under two ids',
    found: sinks('a', 'a', 'b'),
    wanted: sinks('a', 'b'),
    want: {lost: 0, duplicated: 1, outOfOrder: 0},
  },
  {
    name: 'one is another',
    found: sinks('a', 'x'),
    wanted: sinks('a', 'b'),
    want: {lost: 1, duplicated: 1, outOfOrder: 0},
  },
  {
    name: 'two are exchanged',
    found: sinks('b', 'a'),
    wanted: sinks('a', 'b'),
    want: {lost: 0, duplicated: 0, outOfOrder: 2},
  },
  {name: 'a sink is missing', found: new Map(), wanted: sinks('a'), want: {lost: 1, duplicated: 0, outOfOrder: 0}},
])('$name', ({found, wanted, want}) => expect(difference(found, wanted)).toEqual(want));

test('outputs stand in the order of their ids', () =>
  expect(
    bySink([
      {id: 'A/S/10.1', body: 'c'},
      {id: 'A/S/9.10', body: 'b'},
      {id: 'A/S/9.2', body: 'a'},
      {id: 'A/T.2/1.1', body: 'x'},
    ]),
  ).toEqual(
    new Map([
      ['A/T.2', ['x']],
      ['A/S', ['a', 'b', 'c']],
    ]),
  ));
