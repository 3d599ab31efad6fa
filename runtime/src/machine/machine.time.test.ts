import {expect, test} from 'vitest';
import {Bench, events, shown} from './testing.ts';

const timed = (name: string, ms: number): string => `@app:name('${name}')
define stream S (v int);
@sink(type='log') define stream Out (v long);
from S#window.timeBatch(${ms}) select sum(v) as v insert into Out;`;

test('timers fire before the entry, over all apps in order of due time', () => {
  const bench = new Bench();
  bench.deploy(timed('Slow', 300));
  bench.deploy(timed('Fast', 100));
  bench.apply(1000, events('S', [[1]], '', 'Slow'));
  bench.apply(1000, events('S', [[2]], '', 'Fast'));
  expect(bench.machine.nextDue()).toBe(1100);
  expect(shown(bench.apply(1350)).map((line) => line.split(' ')[0])).toEqual(['Fast/Out/5.1', 'Slow/Out/5.1']);
});

test('drawn numbers follow from the entry: a replay draws the same', () => {
  const text = `@app:name('A') define stream S (v int); @sink(type='log') define stream Out (u string);
from S select UUID() as u insert into Out;`;
  const run = (): string[] => {
    const bench = new Bench();
    bench.deploy(text);
    return [1, 2, 3].flatMap((at) => shown(bench.apply(at, events('S', [[at]]))));
  };
  expect(run()).toEqual(run());
  expect(new Set(run().map((line) => line.split(' ')[1])).size).toBe(3);
});

test('an app under playback with idle time is woken only for what falls due', () => {
  const bench = new Bench();
  bench.deploy(`@app:name('A') @app:playback(idle.time='100 millisec', increment='1 sec') define stream S (v int);
    @sink(type='log') define stream Out (v int);
    from S#window.delay(5 sec) select v insert into Out;`);
  bench.apply(1000, {kind: 'events', app: 'A', stream: 'S', key: '', chunks: [{rows: [[1]], times: [50]}]});
  expect(bench.machine.nextDue()).toBe(1500);
  expect(shown(bench.apply(1500))).toEqual(['A/Out/3.1 [[1]]']);
  expect(bench.machine.nextDue()).toBeUndefined();
});
