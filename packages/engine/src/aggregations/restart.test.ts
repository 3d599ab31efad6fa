import * as fc from 'fast-check';
import {expect, test} from 'vitest';
import {createApp} from '../create-app.ts';

const T = 1_577_836_800_000;
const definitions = [
  'from S select k, sum(v) as t, avg(p) as a, min(v) as mn, max(p) as mx, count() as c, distinctCount(v) as d group by k aggregate by ts every sec ... year',
  'from S[v > 1] select k, v, p as last group by k, v aggregate by ts every sec, min, day',
  'from S select sum(v) * 2 as t, p aggregate every sec ... hour',
  // Cells of fractions alone, which are written in a form of their own.
  'from S select sum(p) as t, max(p) as m aggregate every sec, min',
];
const event = fc.record({
  k: fc.constantFrom('x', 'y', null),
  v: fc.option(fc.nat(4)),
  ago: fc.nat(200_000),
  wait: fc.nat(120_000),
});

test('a restart at any point changes nothing, purging included', () =>
  fc.assert(
    fc.property(
      fc.constantFrom(...definitions),
      fc.array(event, {maxLength: 20}),
      fc.nat(20),
      (definition, events, at) => {
        const run = (restartAt: number): unknown[] => {
          const said: unknown[] = [];
          const make = () => {
            const app = createApp(`define stream S (k string, v int, p double, ts long);
            @purge(enable='true', interval='20 sec', @retentionPeriod(sec='120 sec')) define aggregation A ${definition};
            from S join A within '2000-01-01 00:00:00', '2030-01-01 00:00:00' per 'sec' select A.AGG_TIMESTAMP as at, count() as n insert into Out;`);
            app.onStream('Out', (out) => said.push(out.map((e) => e.data)));
            app.start();
            return app;
          };
          let app = make();
          let now = T;
          for (const [i, {k, v, ago, wait}] of events.entries()) {
            if (i === restartAt) {
              const bytes = app.snapshot();
              app.stop();
              app = make();
              expect(app.restore(bytes)).toEqual([]);
              app.start();
              expect(app.snapshot()).toEqual(bytes);
            }
            now += wait;
            app.advanceTo(now);
            app.send('S', [k, v, v === null ? null : v / 4, now - ago]);
          }
          const tables = [...app.tables.keys()].map((id) => app.query(`from ${id}`).map((e) => e.data));
          const last = app
            .query("from A within '2000-01-01 00:00:00', '2030-01-01 00:00:00' per 'min'")
            .map((e) => e.data);
          return [said, tables, last, app.nextDue()];
        };
        expect(run(at)).toEqual(run(-1));
      },
    ),
    {numRuns: 150},
  ));
test('a snapshot is not changed by what comes later', () => {
  const text =
    'define stream S (v int); define aggregation A from S select sum(v) as t, distinctCount(v) as d aggregate every sec;';
  const app = createApp(text);
  app.start();
  app.send('S', [1]);
  const bytes = app.snapshot();
  app.send('S', [2]);
  app.restore(bytes);
  app.send('S', [4]);
  expect(app.query("from A within 0L, 1000L per 'sec' select t, d").map((e) => e.data)).toEqual([[5, 2]]);
});
