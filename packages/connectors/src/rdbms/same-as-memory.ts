import fc from 'fast-check';
import {expect} from 'vitest';
import type {Database} from './database.ts';
import {driven} from './testing.ts';

const attributes = 'k string, i int, l long, d double, f float, b bool';
const streams = ['Insert', 'Update', 'Upsert', 'Delete', 'Range', 'Ask', 'Lefts', 'Within'];
/** Numbers that wrap, round, or are beyond what a double holds exactly; texts that differ in case and padding only. */
const row = fc.tuple(
  fc.constantFrom('a', 'A', 'a ', '', 'ä', '😀', "'; --"),
  fc.option(fc.constantFrom(0, 1, -1, 7, 2147483647, -2147483648)),
  fc.option(fc.constantFrom(0, 1, 9007199254740993n, -9223372036854775808n, 9223372036854775807n, 5)),
  fc.option(fc.constantFrom(0.1, -0.5, 1e300, 5, 9007199254740992)),
  fc.option(fc.constantFrom(0.1, 0.5, 16777216, -3.25).map(Math.fround)),
  fc.option(fc.boolean()),
);
const step = fc.record({
  stream: fc.constantFrom(...streams),
  rows: fc.array(row, {minLength: 1, maxLength: 3}),
});

const queries = `
from Insert insert into T;
from Update select * update T set T.i = T.i + i, T.d = T.d / d, T.l = T.l * l, T.f = T.f + f on T.k == k and not (T.b == b);
from Upsert select * update or insert into T set T.i = T.i * 3 + i, T.l = l, T.b = b on T.k == k;
from Delete delete T on T.i == i or T.d > d;
from Range join T on T.l >= Range.l and T.f < Range.d select T.k as k, T.l as l, Range.i as i insert into Out1;
from Ask#window.length(2) join T on T.k == Ask.k and (T.i != Ask.i or T.d is null) select T.k as k, sum(T.i) as s, count() as n insert into Out2;
from Lefts left outer join T on T.d == Lefts.d select Lefts.k as k, T.k as t insert into Out3;
from Within[(T.k == k and T.b == b) in T and i > 0] select k, i insert into Out4;`;

/** The same events give the same outputs, errors and rows, whether a table is in memory or in this database. */
export async function sameAsMemory(database: () => Promise<Database>, keyed: boolean, numRuns: number): Promise<void> {
  const definitions = streams.map((id) => `define stream ${id} (${attributes});`).join('');
  const key = keyed ? "@PrimaryKey('k')" : '';
  let run = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(step, {minLength: 1, maxLength: 12}), async (steps) => {
      const name = `${keyed ? 'Keyed' : 'Plain'}${++run}`;
      const text = (store: string): string =>
        `${definitions} ${store} ${key} define table T (${attributes}); ${queries}`.replaceAll(/\bT\b/g, name);
      const memory = driven(text(''));
      const opened = await database();
      const kept = driven(text("@store(type='rdbms', jdbc.url='jdbc:sqlite:x')"), opened);
      for (const {stream, rows} of steps) {
        await memory.send(stream, rows);
        await kept.send(stream, rows);
        expect(kept.take()).toEqual(memory.take());
      }
      for (const find of [`from ${name}`, `from ${name} on i > 0 select k, sum(l) as s group by k`])
        expect(await kept.find(find)).toEqual(await memory.find(find));
      await opened.close();
    }),
    {numRuns},
  );
}
