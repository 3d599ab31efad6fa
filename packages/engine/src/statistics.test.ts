import {expect, test} from 'vitest';
import {createApp} from './create-app.ts';

const text = `@app:name('A') @app:statistics(ELEMENTS) define stream S (v int); define table T (v int);
define window W (v int) length(2);
from S[v > 0] select v insert into Out; from S select v insert into T; from S select v insert into W;`;
const make = (annotation: string): ReturnType<typeof createApp> => {
  const app = createApp(text.replace('@app:statistics(ELEMENTS)', annotation));
  app.start();
  return app;
};
const counts = (app: ReturnType<typeof createApp>): Record<string, number> =>
  Object.fromEntries(app.metrics().map(({kind, id, value}) => [`${kind}.${id}`, value]));

test('events of streams are counted, single ones and batches; rows held at DETAIL', () => {
  const app = make('@app:statistics');
  app.send('S', [1]);
  app.sendBatch('S', [{data: [0]}, {data: [2]}]);
  expect([app.statisticsLevel, counts(app)]).toEqual(['BASIC', {'Streams.S': 3, 'Streams.Out': 2}]);
  app.measure('DETAIL');
  expect(counts(app)).toEqual({'Streams.S': 3, 'Streams.Out': 2, 'Tables.T': 3, 'Windows.W': 2});
  expect(app.metrics()[0]?.name).toBe('io.siddhi.SiddhiApps.A.Siddhi.Streams.S.throughput');
});

test('without the annotation nothing is counted until it is asked for; off begins anew', () => {
  const app = make('');
  app.send('S', [1]);
  expect([app.statisticsLevel, counts(app)]).toEqual(['OFF', {}]);
  app.measure('BASIC');
  app.send('S', [1]);
  expect(counts(app)).toEqual({'Streams.S': 1, 'Streams.Out': 1});
  app.measure('OFF');
  app.send('S', [1]);
  expect(counts(app)).toEqual({});
  app.measure('BASIC');
  expect(counts(app)).toEqual({'Streams.S': 0, 'Streams.Out': 0});
});

test('an error does not keep an event from being counted, and names the query still', () => {
  const failed: string[] = [];
  const app = createApp(
    `@app:statistics define stream S (o object); @info(name='q') from S select sizeOfSet(o) as n insert into Out;`,
    {onError: ({query}) => failed.push(query)},
  );
  app.start();
  app.send('S', ['x']);
  expect([counts(app), failed]).toEqual([{'Streams.S': 1, 'Streams.Out': 0}, ['q']]);
});

test('snapshots are the same with statistics and without', () => {
  const bytes = ['@app:statistics', '@app:statistics(enable = "false")'].map((annotation) => {
    const app = make(annotation);
    app.send('S', [1]);
    return app.statisticsLevel + String(app.snapshot().length);
  });
  expect(bytes[0]?.replace('BASIC', '')).toBe(bytes[1]?.replace('OFF', ''));
});

test.each([
  ["@app:statistics('true')", 'BASIC', ['Streams.S', 'Streams.Out']],
  ["@app:statistics('false')", 'OFF', []],
  ["@app:statistics(enable='true', include='*.S.throughput')", 'BASIC', ['Streams.S']],
  ["@app:statistics(include='Streams.Out.*, nothing')", 'BASIC', ['Streams.Out']],
  ["@app:statistics(reporter='jmx', interval='5')", 'BASIC', ['Streams.S', 'Streams.Out']],
])('%s', (annotation, level, names) => {
  const app = make(annotation);
  expect([app.statisticsLevel, Object.keys(counts(app))]).toEqual([level, names]);
});

test('an interval that is no number is refused', () => {
  expect(() => make("@app:statistics(interval='soon')")).toThrow("must be a whole number of seconds, but is 'soon'");
});
