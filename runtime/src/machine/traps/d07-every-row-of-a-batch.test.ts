import * as fc from 'fast-check';
import {expect, test} from 'vitest';
import type {HttpSourceSpec} from '@tandem/connectors';
import {decodeInput, encodeInput} from '../input.ts';
import {events, Twin} from './twin.ts';

const counting = `@app:name('A')
@source(type='http', receiver.url='http://0.0.0.0:8006/in', @map(type='json', enclosing.element='$.events'))
define stream S (k string, v int);
@sink(type='log') define stream Out (k string, n long, total long);
define table T (k string, v int);
from S select k, count() as n, sum(v) as total group by k insert into Out;
from S select k, v insert into T;`;

/** D7: N-1 of N events of every batch were lost on the way to the passive. */
test.each([1, 2, 3, 500])('a batch of %i rows reaches the passive as so many rows, in order', (n) => {
  const twin = new Twin();
  twin.deploy(counting);
  twin.snapshot();
  const source = twin.machine.sources()[0] as HttpSourceSpec;
  const body = JSON.stringify({events: Array.from({length: n}, (_, i) => ({k: `k${i % 3}`, v: i}))});
  const rows = source.mapper.map(body, () => undefined).map((event) => event.data);
  expect(rows).toHaveLength(n);
  twin.apply(5, events('A', 'S', rows as (string | number)[][]));
  const [, entry] = twin.queued();
  expect(decodeInput(entry?.payload ?? new Uint8Array())).toMatchObject({chunks: [{rows}]});
  const {machine, replayed} = twin.takeover();
  const table = machine
    .app('A')
    ?.instance?.app.query('from T select k, v')
    .map((event) => event.data);
  expect(table).toEqual(rows);
  // One chunk there too: it answers once a group, under the same ids.
  expect(replayed).toEqual(twin.published);
});

const plain = fc.letrec((tie) => ({
  value: fc.oneof(
    {maxDepth: 3},
    fc.constant(null),
    fc.boolean(),
    fc.string({unit: 'binary'}).filter((s) => s.isWellFormed()),
    fc.constantFrom('', 'Zürich ✈ 東京 😀', 'null', '%00', '\u0000'),
    fc.double({noNaN: false}),
    fc.bigInt({min: -(2n ** 63n), max: 2n ** 63n - 1n}).filter((n) => n > 2n ** 53n || n < -(2n ** 53n)),
    fc.array(tie('value'), {maxLength: 3}),
    fc.dictionary(fc.string(), tie('value'), {maxKeys: 3, noNullPrototype: true}),
  ),
})).value as fc.Arbitrary<string | null>;

/** The old codec: empty strings and objects became null, lengths were in characters. */
test('rows and chunks of any value come back as they were sent', () => {
  fc.assert(
    fc.property(
      fc.array(fc.array(fc.array(plain, {maxLength: 4}), {minLength: 1, maxLength: 4}), {maxLength: 3}),
      (chunks) => {
        const input = {
          kind: 'events',
          app: 'Überwachung',
          stream: 'S',
          key: '',
          chunks: chunks.map((rows) => ({rows})),
        } as const;
        expect(decodeInput(encodeInput(input))).toStrictEqual(input);
      },
    ),
    {numRuns: 300},
  );
});

const every = `@app:name('Überwachung ✈')
define stream S (s string, i int, l long, f float, d double, b bool, o object);
@sink(type='log') define stream Out (s string, i int, l long, f float, d double, b bool, o object);
define table T (s string, i int, l long, f float, d double, b bool, o object);
from S select * insert into Out;
from S select * insert into T;`;

test.each([
  {what: 'empty string', row: ['', 0, 0, 0, 0, false, '']},
  {what: 'nulls', row: [null, null, null, null, null, null, null]},
  {what: 'objects', row: ['x', 1, 2, 0.5, 0.25, true, {list: [1, null, {deep: ''}], ключ: 'значение'}]},
  {what: 'non-ASCII', row: ['Zürich ✈ 東京 😀', -1, 9007199254740993n, -0.5, 1e308, true, ['😀']]},
])('an event with $what is the same after a takeover, from the queue and from a snapshot', ({row}) => {
  for (const cutAfter of [false, true]) {
    const twin = new Twin();
    twin.deploy(every);
    twin.snapshot();
    twin.apply(5, events('Überwachung ✈', 'S', [row]));
    expect(twin.published.map((output) => output.rows)).toEqual([[row]]);
    if (cutAfter) twin.snapshot();
    const {machine, replayed} = twin.takeover();
    expect(replayed).toEqual(cutAfter ? [] : twin.published);
    const table = machine
      .app('Überwachung ✈')
      ?.instance?.app.query('from T select *')
      .map((event) => event.data);
    expect(table).toStrictEqual([row]);
  }
});
