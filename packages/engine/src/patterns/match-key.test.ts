import * as fc from 'fast-check';
import {expect, test} from 'vitest';
import {createApp} from '../create-app.ts';

const stream = (id: string) => `define stream ${id} (s string, i int, l long, d double, v int);`;
const row = fc.record({
  s: fc.constantFrom('a', 'b', 'ab', '', null),
  i: fc.constantFrom(0, 1, 2, null),
  l: fc.constantFrom(0, 1, 2n ** 60n, null),
  d: fc.constantFrom(0, -0, 1, NaN, null),
  v: fc.nat(5),
});
const send = fc.record({
  to: fc.constantFrom('A', 'B'),
  rows: fc.array(row, {minLength: 1, maxLength: 3}),
  wait: fc.nat(9),
});

/** Answers; the app is saved and restored before the send at `restartAt`. */
function run(
  text: string,
  sends: readonly {to: string; rows: unknown[][]; wait: number}[],
  restartAt: number,
): unknown[] {
  const said: unknown[] = [];
  const make = () => {
    const app = createApp(`@app:playback ${stream('A')} ${stream('B')} ${text}`);
    app.onStream('Out', (events) => said.push(events.map((e) => [e.timestamp, ...e.data])));
    app.start();
    return app;
  };
  let app = make();
  let timestamp = 1000;
  for (const [i, {to, rows, wait}] of sends.entries()) {
    if (i === restartAt) {
      const bytes = app.snapshot();
      app = make();
      expect(app.restore(bytes)).toEqual([]);
    }
    timestamp += wait;
    app.sendBatch(
      to,
      rows.map((data) => ({data, timestamp})),
    );
  }
  return said;
}

test('a pattern by key says what one that asks everybody who waits says', () =>
  fc.assert(
    fc.property(
      fc.constantFrom('A', 'B'),
      fc.constantFrom(['s', 's'], ['i', 'i'], ['i', 'l'], ['l', 'i'], ['d', 'd']),
      fc.constantFrom('', ' and v < 3', ' and v < e1.v', ' and v < 4 and s == "a"'),
      fc.constantFrom('', ' -> e3=A[s == e2.s]'),
      fc.constantFrom('', ' within 20 milliseconds'),
      fc.array(send, {maxLength: 40}),
      fc.nat(40),
      (second, [p, q], more, third, within, sends, restartAt) => {
        const query = (on: string) =>
          `from every e1=A[v > 1] -> e2=${second}[${on}${more}]${third}${within}
           select e1.v as v1, e1.d as d1, e2.v as v2, e2.d as d2 insert into Out;`;
        const rows = sends.map(({rows, ...each}) => ({...each, rows: rows.map(({s, i, l, d, v}) => [s, i, l, d, v])}));
        const found = run(query(`${q} == e1.${p}`), rows, restartAt);
        expect(found).toEqual(run(query(`not (${q} != e1.${p})`), rows, -1));
      },
    ),
    {numRuns: 300},
  ));

test('keys that come and go are found when they come again', () => {
  const app = createApp(
    `${stream('A')} ${stream('B')} from every e1=A -> e2=B[s == e1.s] select e1.v as v1, e2.v as v2 insert into Out;`,
  );
  const said: unknown[] = [];
  app.onStream('Out', (events) => said.push(...events.map((e) => e.data)));
  app.start();
  const wanted: unknown[] = [];
  for (let i = 1; i < 2000; i++) {
    const key = `k${(i * 7) % 300}`;
    app.send('A', [key, 0, 0, 0, i]);
    app.send('B', [key, 0, 0, 0, -i]);
    app.send('B', [key, 0, 0, 0, 5]);
    wanted.push([i, -i]);
  }
  expect(said).toEqual(wanted);
});
