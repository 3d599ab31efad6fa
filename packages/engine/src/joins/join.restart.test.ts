import * as fc from 'fast-check';
import {expect, test} from 'vitest';
import {createApp} from '../create-app.ts';

const queries = [
  'from A#window.length(2) join B#window.time(3 sec) on A.k == B.k select A.k as k, v, w insert all events into Out;',
  'from A#window.lengthBatch(2) full outer join B#window.length(2) on A.k == B.k select A.k as k, sum(v) as s, count() as c group by A.k insert all events into Out;',
  'from A#window.length(3) as x join A#window.length(2) as y on x.v < y.v select x.v as xv, sum(y.v) as yv insert into Out;',
  'from A left outer join T on A.k == T.k and T.w > 1 select A.k as k, v, w insert into Out; from B select k, w update or insert into T set T.w = T.w + w on T.k == k;',
  'from W as w join T on w.k == T.k select w.w as ww, T.w as tw insert all events into Out; from B insert into W; from A select k, v as w insert into T; from A[v == 2] delete T on T.w == v - 1;',
];
const send = fc.record({
  stream: fc.constantFrom('A', 'B'),
  k: fc.constantFrom('x', 'y', null),
  n: fc.nat(3),
  wait: fc.nat(1500),
});

test('a restart at any point changes nothing', () =>
  fc.assert(
    fc.property(fc.constantFrom(...queries), fc.array(send, {maxLength: 15}), fc.nat(15), (query, sends, at) => {
      const run = (restartAt: number): unknown[] => {
        const said: unknown[] = [];
        const make = () => {
          const app = createApp(`@app:playback define stream A (k string, v int); define stream B (k string, w int);
            @PrimaryKey('k') @Index('w') define table T (k string, w int); define window W (k string, w int) length(2); ${query}`);
          app.onStream('Out', (events) => said.push(events.map((e) => [e.timestamp, ...e.data])));
          app.start();
          return app;
        };
        let app = make();
        let now = 1000;
        for (const [i, {stream, k, n, wait}] of sends.entries()) {
          if (i === restartAt) {
            const bytes = app.snapshot();
            app.stop();
            app = make();
            expect(app.restore(bytes)).toEqual([]);
            expect(app.snapshot()).toEqual(bytes);
          }
          now += wait;
          app.send(stream, [k, n], now);
        }
        said.push(app.query('from T').map((e) => e.data));
        return said;
      };
      expect(run(at)).toEqual(run(-1));
    }),
    {numRuns: 150},
  ));
