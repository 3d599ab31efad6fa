import {expect, test} from 'vitest';
import {createApp} from '../create-app.ts';

const chain = `define stream S (v int); from S[v > 0] select v insert into A;
  @info(name='middle') from A select v * 10 as v insert into B; from B[v < 100] select v insert into Out;`;

type Way = 'single events' | 'a chunk';
const ways: Way[] = ['single events', 'a chunk'];

/** Sends 1, 2 and 3 the one way or the other. */
function send(app: ReturnType<typeof createApp>, way: Way): void {
  const input = app.input('S');
  const rows = [[1], [2], [3]];
  if (way === 'a chunk')
    input.sendRows(
      rows,
      rows.map(() => 0),
    );
  else for (const row of rows) input.send(row);
}

test.each(ways)('%s that pass a chain in one function are seen by who looks on from then on', (way) => {
  const app = createApp(chain);
  const seen: unknown[] = [];
  app.onRow('Out', (_ts, row) => seen.push(row[0]));
  app.start();
  send(app, way);
  expect(seen.splice(0)).toEqual([10, 20, 30]);
  app.onRow('A', (_ts, row) => seen.push(['A', row[0]]));
  send(app, way);
  expect(seen.filter((s) => typeof s === 'number')).toEqual([10, 20, 30]);
  expect(seen.splice(0).filter((s) => typeof s !== 'number')).toEqual([1, 2, 3].map((v) => ['A', v]));
  app.onQuery('middle', (_ts, current) => seen.push(`q${current?.length}`));
  send(app, way);
  expect(seen.filter((s) => String(s).startsWith('q'))).toEqual(way === 'a chunk' ? ['q3'] : ['q1', 'q1', 'q1']);
  app.measure('BASIC');
  send(app, way);
  expect(app.metrics().find(({id}) => id === 'B')?.value).toBe(3);
  app.measure('OFF');
  seen.length = 0;
  send(app, way);
  expect(seen.filter((s) => typeof s === 'number')).toEqual([10, 20, 30]);
});

test.each(ways)('streams that nest too deep end where they would one by one, for %s', (way) => {
  const length = 300;
  const queries = Array.from({length}, (_, i) => `from S${i} select v + 1 as v insert into S${i + 1};`);
  const ended = (observed: boolean): unknown => {
    const failed: unknown[] = [];
    const app = createApp(`define stream S (v int); from S select v insert into S0; ${queries.join('\n')}`, {
      onError: ({stream, error, events}) => failed.push([stream, error.message, events]),
    });
    if (observed) for (let i = 0; i < length; i++) app.onRow(`S${i}`, () => {});
    app.start();
    send(app, way);
    return failed;
  };
  expect(ended(false)).toEqual(ended(true));
  expect(ended(false)).toHaveLength(way === 'a chunk' ? 1 : 3);
});
