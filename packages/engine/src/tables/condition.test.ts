import {parseExpression} from '@tandem/siddhiql';
import {expect, test} from 'vitest';
import type {Planner} from '../plan/planner.ts';
import {RowScope} from '../expression/scope.ts';
import {planTableCondition} from './condition.ts';
import {MemoryTable} from './memory-table.ts';
import type {Table} from './table.ts';

const silent = {lost: () => {}, unchanged: () => {}};
const attributes = [
  {name: 'i', type: 'int'},
  {name: 'l', type: 'long'},
  {name: 'f', type: 'float'},
  {name: 'd', type: 'double'},
  {name: 's', type: 'string'},
] as const;
const at = (name: string): number => attributes.findIndex((a) => a.name === name);
const event = new RowScope(
  ['S'],
  attributes.map(({name, type}) => ({name: `x${name}`, type})),
);
const table = (key: string, ...indexes: string[]): Table =>
  new MemoryTable({id: 'T', attributes, key: key.split('').map(at), indexes: indexes.map(at)}, silent);
// Conditions ask the planner for tables only.
const planner = {tables: new Map<string, Table>(), functions: new Map()} as unknown as Planner;
const plan = (on: string, from: Table) => planTableCondition(parseExpression(on), event, from, planner);

test.each([
  {on: 'T.i == xi', key: 'i', access: 'key'},
  {on: 'xi == T.i', key: 'i', access: 'key'},
  {on: 'i == xi + 1 and T.s != "a"', key: 'i', access: 'key'},
  {on: 'T.i == xi and T.s == xs', key: 'is', access: 'key'},
  {on: 'T.i == xi', key: 'is', access: 'scan'},
  {on: 'T.i == xi or T.s == xs', key: 'i', access: 'scan'},
  {on: 'not (T.i == xi)', key: 'i', access: 'scan'},
  {on: 'T.i != xi', key: 'i', access: 'scan'},
  {on: 'T.i == T.l', key: 'i', access: 'scan'},
  {on: 'T.i > xi and 10 >= T.i', key: 'i', access: 'range i'},
  {on: 'T.i > xi and T.s == xs', key: 'i', indexes: ['s'], access: 'index s'},
  {on: 'T.d < xl', key: '', indexes: ['d'], access: 'range d'},
  {on: 'T.i == xf', key: 'i', access: 'scan'},
  {on: 'T.l == xd', key: 'l', access: 'scan'},
  {on: 'T.f == xi', key: 'f', access: 'key'},
  {on: 'true', key: 'i', access: 'scan'},
])('$on with key ($key): $access', ({on, key, indexes = [], access}) => {
  expect(plan(on, table(key, ...indexes)).access).toBe(access);
});

const big = 9_007_199_254_740_993n;
const values = {
  i: [0, 1, -7, 16_777_216, 16_777_217, null],
  l: [0, 1, 16_777_217, 9_007_199_254_740_991, big, null],
  f: [0, -0, 1, 0.5, Math.fround(0.1), 16_777_216, Number.NaN, null],
  d: [0, -0, 1, 0.1, 9_007_199_254_740_992, Number.POSITIVE_INFINITY, Number.NaN, null],
  s: ['', 'a', 'null', null],
};

test('no mixture of number types makes a look-up miss or add a row', () => {
  let found = 0;
  for (const key of ['i', 'l', 'f', 'd', 's'] as const) {
    for (const other of key === 's' ? (['s'] as const) : (['i', 'l', 'f', 'd'] as const)) {
      for (const operator of key === 's' ? ['=='] : ['==', '<', '<=', '>', '>=']) {
        const [plainTable, keyed, indexed] = [table(''), table(key), table('', key)];
        for (const value of values[key]) {
          const row = attributes.map(({name}) => (name === key ? value : null));
          // 0 and -0 are one key.
          if (!Object.is(value, -0)) for (const t of [plainTable, keyed, indexed]) t.insert(row);
        }
        const on = `T.${key} ${operator} x${other}`;
        const [want, byKey, byIndex] = [plan(on, plainTable), plan(on, keyed), plan(on, indexed)];
        for (const value of values[other]) {
          const r = attributes.map(({name}) => (name === other ? value : null));
          const rows = (condition: typeof want) => condition.entries(0, r).map((e) => e.row[at(key)]);
          const all = rows(want);
          found += all.length;
          expect(new Set(rows(byKey)), `${on}, ${String(value)}`).toEqual(new Set(all));
          expect(rows(byIndex), `${on}, ${String(value)}`).toEqual(all);
        }
      }
    }
  }
  expect(found).toBeGreaterThan(500);
});
