import * as fc from 'fast-check';
import {expect, test} from 'vitest';
import {createApp} from '../create-app.ts';

const stream = (id: string) => `define stream ${id} (s string, i int, l long, d double, v int, o object);`;
const row = fc.record({
  s: fc.constantFrom('a', 'b', 'ab', '', null),
  i: fc.constantFrom(0, 1, 2, null),
  l: fc.constantFrom(0, 1, 2n ** 60n, null),
  d: fc.constantFrom(0, -0, 1, NaN, null),
  v: fc.nat(9),
  // What is no set fails in the select clause.
  o: fc.constantFrom('fails', ...Array.from({length: 9}, () => null)),
});
const send = fc.record({to: fc.constantFrom('A', 'B'), rows: fc.array(row, {minLength: 1, maxLength: 4})});
const windows = ['length(1)', 'length(3)', 'length(20)', 'time(5)', 'externalTime(l, 2)'];

/** Answers and errors; the app is saved and restored before the send at `restartAt`. */
function run(text: string, sends: readonly {to: string; rows: unknown[][]}[], restartAt: number): unknown[] {
  const said: unknown[] = [];
  const make = () => {
    const app = createApp(`@app:playback ${stream('A')} ${stream('B')} ${text}`, {
      onError: ({error, events}) => said.push([error.message, events.length]),
    });
    app.onStream('Out', (events) => said.push(events.map((e) => [e.timestamp, ...e.data])));
    app.start();
    return app;
  };
  let app = make();
  for (const [i, {to, rows}] of sends.entries()) {
    if (i === restartAt) {
      const bytes = app.snapshot();
      app = make();
      expect(app.restore(bytes)).toEqual([]);
    }
    app.sendBatch(
      to,
      rows.map((data) => ({data, timestamp: 1000 + i})),
    );
  }
  return said;
}

test('a join by key says what one by a search through everything says', () =>
  fc.assert(
    fc.property(
      fc.tuple(fc.constantFrom(...windows), fc.constantFrom(...windows)),
      fc.constantFrom('join', 'left outer join', 'right outer join', 'full outer join'),
      fc.constantFrom(['s', 's'], ['i', 'i'], ['i', 'l'], ['l', 'i'], ['d', 'd']),
      fc.constantFrom('', ' and x.v < y.v'),
      fc.constantFrom('x.v as xv, y.v as yv', 'x.s as k, sizeOfSet(x.o) as n, y.v as yv', 'x.s as k, sum(y.v) as n'),
      fc.constantFrom('', 'all events'),
      fc.constantFrom('A', 'B'),
      fc.array(send, {maxLength: 25}),
      fc.nat(25),
      ([one, other], type, [p, q], more, select, events, second, sends, restartAt) => {
        const query = (on: string) =>
          `from A#window.${one} as x ${type} ${second}#window.${other} as y on ${on}${more} select ${select} insert ${events} into Out;`;
        const rows = sends.map(({to, rows}) => ({to, rows: rows.map(({s, i, l, d, v, o}) => [s, i, l, d, v, o])}));
        const found = run(query(`x.${p} == y.${q}`), rows, restartAt);
        expect(found).toEqual(run(query(`not (x.${p} != y.${q})`), rows, -1));
      },
    ),
    {numRuns: 300},
  ));
