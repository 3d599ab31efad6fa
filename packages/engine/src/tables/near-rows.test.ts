import * as fc from 'fast-check';
import {expect, test} from 'vitest';
import type {Value} from '../api.ts';
import {Line} from '../core/line.ts';
import {WideMap} from '../core/wide-map.ts';
import {MemoryTable} from './memory-table.ts';
import {NearRows} from './near-rows.ts';
import type {Stored} from './stored.ts';

const key = fc.constantFrom('', 'a', 'b', 'ab', 'ba', 'a1', 'b1', 'long key 1', 'long key 2');

test('a row is found by its key as long as it has it, and not afterwards', () =>
  fc.assert(
    fc.property(
      fc.array(fc.record({what: fc.constantFrom('insert', 'remove', 'rename', 'find', 'load'), key, other: key}), {
        maxLength: 80,
      }),
      (steps) => {
        const table = new MemoryTable(
          {id: 'T', attributes: [{name: 'k', type: 'string'}], key: [0], indexes: []},
          {lost: () => {}, unchanged: () => {}},
        );
        const keys = new Set<string>();
        for (const {what, key: k, other} of steps) {
          const entry = table.byKey([k]);
          if (what === 'insert') {
            table.insert([k]);
            keys.add(k);
          } else if (what === 'remove' && entry) {
            table.remove(entry);
            keys.delete(k);
          } else if (what === 'rename' && entry && !keys.has(other)) {
            table.replace([{entry, row: [other]}]);
            keys.delete(k);
            keys.add(other);
          } else if (what === 'load') table.load([...keys].map((each) => [each]));
          expect(table.byOnlyKey(k)?.row).toEqual(keys.has(k) ? [k] : undefined);
          expect(table.byOnlyKey(other)?.row).toEqual(keys.has(other) ? [other] : undefined);
        }
      },
    ),
    {numRuns: 300},
  ));

test('rows that are asked for in turn are left to the map, until it has another size', () => {
  const map = new WideMap<Value, Stored>();
  const rows = new Line<Stored>();
  const near = new NearRows(map, rows);
  const add = (to: number): void => {
    for (let i = map.size; i < to; i++) {
      const row = {row: [i], order: i, cut: 0, key: `k${i}`, at: i, place: 0, places: []};
      map.set(row.key, row);
      rows.push(row);
      near.resized();
    }
  };
  const ask = (of: number): void => {
    const asked = Array.from({length: 20_000}, (_, i) => i % of);
    expect(asked.filter((i) => near.find(`k${i}`)?.order !== i)).toEqual([]);
  };
  add(10_000);
  ask(100);
  expect(near.isOn).toBe(true);
  ask(10_000);
  expect(near.isOn).toBe(false);
  add(50_000);
  expect(near.isOn).toBe(true);
});
