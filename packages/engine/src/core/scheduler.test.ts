import * as fc from 'fast-check';
import {expect, test} from 'vitest';
import {Scheduler} from './scheduler.ts';

function scheduled(timers: Record<string, number[]>): {scheduler: Scheduler; fired: string[]} {
  const scheduler = new Scheduler(0);
  const fired: string[] = [];
  for (const [name, dues] of Object.entries(timers)) {
    const timer = scheduler.timer((due) => fired.push(`${name}${due}@${scheduler.now()}`));
    for (const due of dues) timer.at(due);
  }
  return {scheduler, fired};
}

test('a step fires by due time, ties by creation, the clock standing at each', () => {
  const {scheduler, fired} = scheduled({a: [30, 50], b: [10, 30], c: [99]});
  scheduler.step(60);
  expect(fired).toEqual(['b10@10', 'a30@30', 'b30@30', 'a50@50']);
  expect([scheduler.now(), scheduler.nextDue()]).toEqual([60, 99]);
});

test('a jump fires operator by operator, the clock standing at its end', () => {
  const {scheduler, fired} = scheduled({a: [30, 50], b: [10, 30], c: [99]});
  scheduler.jump(60);
  expect(fired).toEqual(['a30@60', 'a50@60', 'b10@60', 'b30@60']);
});

test('timers at one place fire by due time in a jump', () => {
  const scheduler = new Scheduler(0);
  const fired: string[] = [];
  const place = scheduler.place();
  for (const [name, due] of Object.entries({a: 20, b: 10})) scheduler.timer(() => fired.push(name), place).at(due);
  scheduler.jump(30);
  expect(fired).toEqual(['b', 'a']);
});

test('a timer that sets itself again within the jump fires again', () => {
  const scheduler = new Scheduler(0);
  const fired: number[] = [];
  const timer = scheduler.timer((due) => {
    fired.push(due);
    timer.at(due + 10);
  });
  timer.at(10);
  scheduler.jump(35);
  expect([fired, scheduler.nextDue()]).toEqual([[10, 20, 30], 40]);
});

test('what is cleared or disposed of does not fire', () => {
  const scheduler = new Scheduler(0);
  const fired: string[] = [];
  const a = scheduler.timer(() => fired.push('a'));
  const b = scheduler.timer(() => fired.push('b'));
  a.at(10);
  b.at(10);
  a.clear();
  a.at(20);
  b.dispose();
  expect(scheduler.nextDue()).toBe(20);
  scheduler.step(30);
  expect(fired).toEqual(['a']);
});

test('a step fires the same as sorting all due times, however many timers there are', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(5), fc.nat(100)), {maxLength: 60}), fc.nat(120), (dues, to) => {
      const rising = dues.map(([timer, due], i) => ({timer, due, i})).toSorted((x, y) => x.due - y.due || x.i - y.i);
      const scheduler = new Scheduler(0);
      const fired: number[] = [];
      const timers = Array.from({length: 6}, () => scheduler.timer((due) => fired.push(due)));
      for (const {timer, due} of rising) timers[timer]!.at(due);
      scheduler.step(to);
      expect(fired).toEqual(rising.map(({due}) => due).filter((due) => due <= to));
    }),
  );
});
