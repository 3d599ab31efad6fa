import {expect, test} from 'vitest';
import type {HttpSourceSpec} from '@tandem/connectors';
import {events, Twin} from './twin.ts';

const text = `@app:name('A')
@source(type='http', receiver.url='http://0.0.0.0:8006/one', @map(type='json'))
@source(type='http', receiver.url='http://0.0.0.0:8006/two', @map(type='json', @attributes(k='$.name', v='$.value')))
@source(type='inMemory', topic='t', @map(type='passThrough'))
define stream S (k string, v int);
@sink(type='log', prefix='one') @sink(type='log', prefix='two') @sink(type='http', publisher.url='http://x/', @map(type='json'))
define stream Out (k string, total long);
from S select k, sum(v) as total insert into Out;`;

/** D12: two sources or sinks on one stream shared one handler id, and only the last was known. */
test('events of each source count at takeover, and each source and sink is there again', () => {
  const twin = new Twin();
  twin.deploy(text);
  twin.snapshot();
  const [one, two] = twin.machine.sources() as [HttpSourceSpec, HttpSourceSpec];
  const rows = (source: HttpSourceSpec, body: unknown): (string | number)[][] =>
    source.mapper.map(JSON.stringify(body), () => undefined).map((event) => event.data as (string | number)[]);
  twin.apply(5, events('A', 'S', rows(one, {event: {k: 'a', v: 1}})));
  twin.apply(6, events('A', 'S', rows(two, {name: 'b', value: 10})));
  const {machine, replayed} = twin.takeover();
  expect(machine.sources().map((s) => (s.kind === 'http' ? s.url.path : s.topic))).toEqual(['/one', '/two', 't']);
  expect(replayed).toEqual(twin.published);
  expect(replayed.map(({id, rows: data}) => `${id} ${JSON.stringify(data)}`)).toEqual([
    'A/Out/2.1 [["a",1]]',
    'A/Out.2/2.1 [["a",1]]',
    'A/Out.3/2.1 [["a",1]]',
    'A/Out/3.1 [["b",11]]',
    'A/Out.2/3.1 [["b",11]]',
    'A/Out.3/3.1 [["b",11]]',
  ]);
});

test('the sinks of one stream have watermarks of their own', () => {
  const twin = new Twin();
  twin.deploy(text);
  const {outputs} = twin.apply(5, events('A', 'S', [['a', 1]]));
  expect(outputs.map((output) => output.sink)).toEqual(['A/Out', 'A/Out.2', 'A/Out.3']);
  expect(new Set(outputs.map((output) => output.id)).size).toBe(3);
});
