import * as fc from 'fast-check';
import {expect, test} from 'vitest';
import type {Row} from '../api.ts';
import {MemoryTable, type TableShape} from './memory-table.ts';

const attributes = [
  {name: 'k', type: 'int'},
  {name: 'g', type: 'string'},
  {name: 'v', type: 'int'},
] as const;

function make(shape: Partial<TableShape> = {}): {table: MemoryTable; lost: string[]; unchanged: string[]} {
  const [lost, unchanged]: [string[], string[]] = [[], []];
  const report = {lost: (reason: string) => lost.push(reason), unchanged: (reason: string) => unchanged.push(reason)};
  return {table: new MemoryTable({id: 'T', attributes, key: [], indexes: [], ...shape}, report), lost, unchanged};
}
const rows = (table: MemoryTable): Row[] => [...table.all()].map((entry) => entry.row);
const filled = (shape: Partial<TableShape>, ...ks: (number | null)[]) => {
  const made = make(shape);
  for (const k of ks) made.table.insert([k, `g${k}`, 0]);
  return made;
};
const keys = (table: MemoryTable): unknown[] => rows(table).map(([k]) => k);

test('without a key rows stand in order of insertion, duplicates too', () => {
  expect(keys(filled({}, 5, 20, 3, 5).table)).toEqual([5, 20, 3, 5]);
});
test('a single number as key orders the rows by it, null last', () => {
  expect(keys(filled({key: [0]}, 5, null, 20, 3, -100).table)).toEqual([-100, 3, 5, 20, null]);
});
test('with a key of two attributes rows stand in order of insertion', () => {
  expect(keys(filled({key: [0, 1]}, 5, 20, 3).table)).toEqual([5, 20, 3]);
});
test('a row whose key exists is dropped, reported, and in no index', () => {
  const {table, lost} = make({key: [0], indexes: [2]});
  table.insert([1, 'a', 10]);
  table.insert([1, 'b', 20]);
  expect(rows(table)).toEqual([[1, 'a', 10]]);
  expect(table.byIndex(2, 20)).toEqual([]);
  expect(lost).toEqual(["table 'T' has a row of primary key (k) = (1) already: the row was not inserted"]);
});
test('null is a key once', () => {
  const {table, lost} = filled({key: [0]}, null, null);
  expect([table.size, lost.length]).toEqual([1, 1]);
});
test('keys of several strings cannot imitate each other', () => {
  const {table} = make({
    key: [1, 2],
    attributes: [
      {name: 'k', type: 'int'},
      {name: 'a', type: 'string'},
      {name: 'b', type: 'string'},
    ],
  });
  table.insert([0, 'a,s1:b', 'c']);
  table.insert([0, 'a', 'b,s1:c']);
  table.insert([0, 'null', null]);
  table.insert([0, null, 'null']);
  expect(table.size).toBe(4);
});

test('an update that would give two rows one key changes nothing', () => {
  const {table, unchanged} = filled({key: [0]}, 1, 2, 3);
  expect(table.replace([...table.all()].map((entry) => ({entry, row: [7, 'x', 1]})))).toBe(false);
  expect(keys(table)).toEqual([1, 2, 3]);
  expect(unchanged).toHaveLength(1);
});
test('an update may pass keys on within the changed rows', () => {
  const {table} = filled({key: [0], indexes: [1]}, 1, 2, 3);
  expect(table.replace([...table.all()].map((entry) => ({entry, row: [(entry.row[0] as number) + 1, 'x', 0]})))).toBe(
    true,
  );
  expect(keys(table)).toEqual([2, 3, 4]);
  expect([table.byKey([1]), table.byKey([2])?.row, table.byIndex(1, 'x').length]).toEqual([undefined, [2, 'x', 0], 3]);
});
test.each([
  {name: 'above', range: {low: 2, lowIncluded: false, highIncluded: false}, want: [3, 9]},
  {name: 'from', range: {low: 2, lowIncluded: true, highIncluded: false}, want: [2, 3, 9]},
  {name: 'below', range: {lowIncluded: false, high: 3, highIncluded: false}, want: [1, 2]},
  {name: 'between', range: {low: 1, lowIncluded: false, high: 3, highIncluded: true}, want: [2, 3]},
  {name: 'an empty one', range: {low: 5, lowIncluded: true, high: 4, highIncluded: true}, want: []},
])('a range finds numbers $name, never null', ({range, want}) => {
  const {table} = filled({key: [0]}, 3, 9, null, 1, 2);
  expect(table.byRange(0, range).map((entry) => entry.row[0])).toEqual(want);
});
test('a range over an index answers in order of insertion', () => {
  const {table} = filled({indexes: [0]}, 9, 4, 7, 1);
  expect(table.byRange(0, {low: 2, lowIncluded: true, highIncluded: false}).map((entry) => entry.row[0])).toEqual([
    9, 4, 7,
  ]);
});

/** What is done to a table: k stands for a key, g and v for the other attributes. */
type Step = {does: 'insert' | 'update' | 'delete' | 'range' | 'restart'; k: number; g: string; v: number};
const step: fc.Arbitrary<Step> = fc.record({
  does: fc.constantFrom('insert', 'insert', 'insert', 'update', 'delete', 'range', 'restart'),
  k: fc.integer({min: -2, max: 6}),
  g: fc.constantFrom('a', 'b', 'c'),
  v: fc.integer({min: 0, max: 3}),
});
const shapes: Partial<TableShape>[] = [
  {},
  {key: [0]},
  {key: [0, 1]},
  {indexes: [1, 2]},
  {key: [1, 0], indexes: [0, 2]},
  {key: [0], indexes: [0]},
];

function apply(table: MemoryTable, steps: readonly Step[], shape: Partial<TableShape>): MemoryTable {
  let current = table;
  for (const {does, k, g, v} of steps) {
    if (does === 'insert') current.insert([k, g, v]);
    if (does === 'update')
      current.replace(
        [...current.all()].filter((e) => e.row[2] === v).map((entry) => ({entry, row: [entry.row[0]!, g, k]})),
      );
    if (does === 'delete') for (const entry of [...current.all()].filter((e) => e.row[0] === k)) current.remove(entry);
    // A look-up by range makes the sorted index, which later steps must keep.
    if (does === 'range' && (shape.key?.length === 1 || shape.indexes?.includes(0)))
      current.byRange(0, {low: v, lowIncluded: true, highIncluded: false});
    if (does === 'restart') {
      const {table: next} = make(shape);
      next.load(current.save());
      current = next;
    }
  }
  return current;
}

test('every look-up finds exactly what a look at all rows finds, whatever was done', () =>
  fc.assert(
    fc.property(fc.constantFrom(...shapes), fc.array(step, {maxLength: 40}), (shape, steps) => {
      const table = apply(make(shape).table, steps, shape);
      const all = [...table.all()];
      for (const position of table.indexes) {
        for (const value of new Set(all.map((e) => e.row[position]!))) {
          expect(table.byIndex(position, value)).toEqual(all.filter((e) => e.row[position] === value));
        }
        expect(table.byIndex(position, 'gone')).toEqual([]);
      }
      if (table.key.length > 0) {
        for (const entry of all) expect(table.byKey(table.key.map((p) => entry.row[p]!))).toBe(entry);
        expect(new Set(all.map((e) => JSON.stringify(table.key.map((p) => e.row[p])))).size).toBe(all.length);
      }
      for (const position of [...(table.key.length === 1 ? table.key : []), ...table.indexes].filter((p) => p !== 1)) {
        const range = {low: 0, lowIncluded: false, high: 3, highIncluded: true};
        expect(table.byRange(position, range)).toEqual(
          all.filter((e) => (e.row[position] as number) > 0 && (e.row[position] as number) <= 3),
        );
      }
    }),
    {numRuns: 300},
  ));

test('a restart at any point changes nothing', () =>
  fc.assert(
    fc.property(fc.constantFrom(...shapes), fc.array(step, {maxLength: 30}), (shape, steps) => {
      const without = steps.filter((s) => s.does !== 'restart');
      expect(rows(apply(make(shape).table, steps, shape))).toEqual(rows(apply(make(shape).table, without, shape)));
    }),
    {numRuns: 300},
  ));
