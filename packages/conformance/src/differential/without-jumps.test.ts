import {expect, test} from 'vitest';
import {ticked, withoutJumps} from './without-jumps.ts';

const sent = (ts: number, send = 'A') => ({send, ts, data: [1]});
const tick = (ts: number) => ({send: 'Tick', ts, data: [0]});
const of = (wait: string, steps: Parameters<typeof withoutJumps>[0]['steps']) =>
  withoutJumps({
    id: 'x',
    section: 'x',
    app: `@app:playback define stream A (v int); from every e1=A -> not A for ${wait} select e1.v as v insert into Out;`,
    steps,
    collect: [],
  });

test('the clock stops where a wait for silence may end, and where one that begins there does', () => {
  expect(of('500 milliseconds', [sent(1000), sent(5000)]).steps).toEqual([
    sent(1000),
    tick(1500),
    tick(2000),
    sent(5000),
  ]);
  expect(of('2 sec', [sent(1000), sent(2000), sent(3500)]).steps).toEqual([
    sent(1000),
    sent(2000),
    tick(3000),
    sent(3500),
  ]);
});

test('events of a batch come one by one, and what is late moves no clock back', () => {
  const batch = {
    send: 'A',
    events: [
      {ts: 1000, data: [1]},
      {ts: 2500, data: [1]},
      {ts: 1200, data: [1]},
    ],
  };
  expect(of('1 sec', [batch]).steps).toEqual([sent(1000), tick(2000), sent(2500), sent(1200)]);
});

test('the app is told from the one it was made of', () => {
  const {app} = of('1 sec', []);
  expect(ticked(app)).toBe(true);
  expect(app).toMatch(/^@app:playback define stream Tick \(x int\); define stream A/);
});
