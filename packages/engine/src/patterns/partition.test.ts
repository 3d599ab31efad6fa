import {expect, test} from 'vitest';
import {createApp} from '../create-app.ts';

const definitions = 'define stream A (k string, v int); define stream B (k string, v int); define stream Tick (x int);';

/** Runs the pattern once per key; rows as `a,1@ts`. Sends are `[stream, key, value, timestamp]`. */
function run(pattern: string, sends: readonly (readonly [string, string, number, number])[], restartAt = -1): string {
  const rows: string[] = [];
  const make = (): ReturnType<typeof createApp> => {
    const app = createApp(
      `@app:playback ${definitions} partition with (k of A, k of B) begin from ${pattern} insert into Out; end;`,
    );
    app.onStream('Out', (events) =>
      rows.push(...events.map((e) => `${e.data.map((v) => String(v as string | number)).join(',')}@${e.timestamp}`)),
    );
    app.start();
    return app;
  };
  let app = make();
  for (const [i, [stream, key, value, ts]] of sends.entries()) {
    if (i === restartAt) {
      const bytes = app.snapshot();
      app = make();
      app.restore(bytes);
    }
    app.send(stream, stream === 'Tick' ? [0] : [key, value], ts);
  }
  return rows.join(' ');
}

const pairs = [
  ['A', 'a', 1, 1000],
  ['A', 'b', 2, 1100],
  ['B', 'b', 3, 1200],
  ['B', 'a', 4, 1300],
  ['A', 'a', 5, 3000],
  ['B', 'a', 6, 5000],
] as const;

test('each key has matches and a bound of its own', () =>
  expect(run('every e1=A -> e2=B within 1 sec select e1.k as k, e1.v as a, e2.v as b', pairs)).toBe(
    'b,2,3@1200 a,1,4@1300',
  ));

test('without every each key matches once', () =>
  expect(run('e1=A -> e2=B select e1.k as k, e1.v as a, e2.v as b', pairs)).toBe('b,2,3@1200 a,1,4@1300'));

const waits = [
  ['B', 'a', 1, 2000],
  ['B', 'b', 2, 2300],
  ['B', 'b', 3, 3200],
  ['B', 'a', 4, 3250],
  ['B', 'b', 5, 4000],
] as const;

test('a first silence begins with the first event of its key', () =>
  expect(run('not A for 1 sec -> e2=B select e2.k as k, e2.v as b', waits)).toBe('a,4@3250 b,5@4000'));

test.each([1, 2, 3, 4])('a restart before event %i changes nothing', (restartAt) =>
  expect(run('not A for 1 sec -> e2=B select e2.k as k, e2.v as b', waits, restartAt)).toBe('a,4@3250 b,5@4000'),
);

test('silences that end at the same time all end', () => {
  const sends = [
    ['A', 'a', 1, 1000],
    ['A', 'b', 2, 1000],
    ['A', 'c', 3, 1000],
    ['Tick', '', 0, 9000],
  ] as const;
  expect(run('every e1=A -> not B for 1 sec select e1.k as k', sends)).toBe('a@2000 b@2000 c@2000');
});
