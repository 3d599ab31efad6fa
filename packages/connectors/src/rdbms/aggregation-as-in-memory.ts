import fc from 'fast-check';
import {expect} from 'vitest';
import {applyWrites} from '@tandem/engine';
import type {Database} from './database.ts';
import {KeptTable} from './kept-table.ts';
import {driven} from './testing.ts';

const event = fc.record({
  k: fc.constantFrom('a', 'A', 'a ', '', '😀', "'; --"),
  l: fc.constantFrom(0, -1, 9007199254740993n, -9223372036854775808n),
  f: fc.constantFrom(0.1, -3.25, 16777216).map(Math.fround),
  b: fc.boolean(),
  v: fc.option(fc.constantFrom(0, 7, 9007199254740993n, 9223372036854775807n)),
  d: fc.option(fc.constantFrom(0.1, -0.5, 1e300)),
  ago: fc.nat(70_000),
  wait: fc.constantFrom(0, 0, 300, 2000, 400_000),
});
const groups = ['k', 'k, b', 'l, f', ''];

/** Once all buckets have ended, an aggregation's tables in this database hold what it shows itself, purged or not. */
export async function aggregationAsInMemory(database: () => Promise<Database>, numRuns: number): Promise<void> {
  let run = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...groups),
      fc.boolean(),
      fc.array(event, {minLength: 1, maxLength: 15}),
      async (group, purge, events) => {
        const id = `Sums${++run}`;
        const by = group === '' ? '' : `group by ${group}`;
        const opened = await database();
        const {app, send, take} = driven(
          `define stream S (k string, l long, f float, b bool, v long, d double, ts long);
          @store(type='rdbms') @purge(enable='${purge}', interval='10 sec')
          define aggregation ${id} from S select sum(v) as s, avg(d) as a, min(f) as n, max(l) as x, v as newest, count() as c
          ${by} aggregate by ts every sec, min;`,
          opened,
        );
        let now = 1_577_836_800_000;
        for (const {k, l, f, b, v, d, ago, wait} of events) {
          app.advanceTo((now += wait));
          await send('S', [[k, l, f, b, v, d, now - ago]]);
        }
        app.advanceTo(now + 60_000);
        await send('S', []);
        expect(take()).toEqual([]);
        for (const info of app.externalTables.values()) {
          const rows = await new KeptTable(opened, info, info.id, applyWrites).read([[]]);
          const shown = app.query(`from ${info.id}`).map(({data}) => data);
          expect(rows.map(String).toSorted()).toEqual(shown.map(String).toSorted());
        }
        await opened.close();
      },
    ),
    {numRuns},
  );
}
