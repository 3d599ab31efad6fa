import {ManualClock} from '@tandem/base';
import {expect, test} from 'vitest';
import type {SiddhiApp} from './api.ts';
import {createApp} from './create-app.ts';

const text = `@app:playback(idle.time = '200 millisec', increment = '400 millisec')
define stream S (k string);
from S#window.timeBatch(1 sec) select k insert all events into Out;
from S#window.time(1 sec) select k insert expired events into E;`;

function listen(app: SiddhiApp): string[] {
  const seen: string[] = [];
  for (const stream of ['Out', 'E'])
    app.onStream(stream, (events) => {
      for (const e of events) seen.push(`${stream} ${e.data[0] as string} @${e.timestamp}`);
    });
  return seen;
}

test('in silence the clock moves on by the increment, and timers see it', () => {
  const app = createApp(text);
  const seen = listen(app);
  app.start();
  app.advanceTo(50_000);
  app.send('S', ['a'], 1000);
  expect(app.nextDue()).toBe(50_000 + 3 * 200);
  app.advanceTo(51_500);
  expect(seen).toEqual(['Out a @1000', 'E a @2200', 'Out a @3000']);
  expect(app.now()).toBe(1000 + 7 * 400);
});

test('an event begins the silence anew', () => {
  const app = createApp(text);
  app.start();
  app.send('S', ['a'], 1000);
  app.advanceTo(199);
  app.send('S', ['b'], 1001);
  app.advanceTo(398);
  expect(app.now()).toBe(1001);
  app.advanceTo(399);
  expect(app.now()).toBe(1401);
});

test('before the first event, and where nothing waits, no turn is asked for', () => {
  const app = createApp(text);
  app.start();
  app.advanceTo(10_000);
  expect([app.now(), app.nextDue()]).toEqual([0, undefined]);
});

test('a restart in a silence changes nothing', () => {
  const run = (restart: boolean): string[] => {
    let app = createApp(text);
    let seen = listen(app);
    app.start();
    app.advanceTo(100);
    app.send('S', ['a'], 1000);
    app.advanceTo(400);
    const before = seen;
    if (restart) {
      const bytes = app.snapshot();
      app = createApp(text);
      seen = listen(app);
      app.start();
      expect(app.restore(bytes)).toEqual([]);
    } else seen = before;
    app.advanceTo(2000);
    return restart ? [...before, ...seen] : seen;
  };
  expect(run(true)).toEqual(run(false));
});

test('a clock of the caller drives the silence by itself', () => {
  const clock = new ManualClock();
  const app = createApp(text, {clock});
  const seen = listen(app);
  app.start();
  app.send('S', ['a'], 1000);
  clock.advanceTo(599);
  expect(seen).toEqual([]);
  clock.advanceTo(600);
  expect(seen).toEqual(['Out a @1000', 'E a @2200']);
});

test('without idle.time only events move the clock', () => {
  const app = createApp(
    '@app:playback define stream S (k string); from S#window.time(1 sec) select k insert into Out;',
  );
  app.start();
  app.send('S', ['a'], 1000);
  app.advanceTo(1e9);
  expect([app.now(), app.nextDue()]).toEqual([1000, undefined]);
});

test.each([
  ["idle.time = '1 sec'", 'idle.time alone, expected both'],
  ["increment = '1 sec'", 'increment alone, expected both'],
  ["idle.time = '1 sec', increment = '1 sec', pace = '2'", "'pace' is no element of @app:playback"],
  ["idle.time = 'soon', increment = '1 sec'", "'soon' is no duration"],
  ["idle.time = '0 sec', increment = '1 sec'", 'must be longer than nothing'],
])('@app:playback(%s) is refused', (elements, message) => {
  expect(() => createApp(`@app:playback(${elements}) define stream S (k string);`)).toThrow(message);
});
