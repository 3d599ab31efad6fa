import {afterEach, beforeEach, expect, test, vi} from 'vitest';
import type {Connection} from './connection.ts';
import {Pace} from './pace.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** Connections that are never answered unless the test says so, and what was sent on them: when due, how late. */
function load(rate: number, count: number, pipelined = 1) {
  const open = Array.from({length: count}, () => ({open: 0}));
  const connections = open as unknown as Connection[];
  const sent: {on: number; due: number; late: number | undefined}[] = [];
  const began = performance.now();
  const pace = new Pace(rate, connections, pipelined, (connection, dueAt, late) => {
    const on = connections.indexOf(connection);
    (open[on] as {open: number}).open++;
    sent.push({on, due: dueAt - began, late});
  });
  const answer = (on: number): void => {
    (open[on] as {open: number}).open--;
    pace.answered(connections[on] as Connection, performance.now());
  };
  return {pace, sent, answer, late: () => pace.late().map((at) => at - began)};
}

test('each request is due at its own time, and goes out with the next millisecond on connections in turn', () => {
  const {pace, sent} = load(2000, 8);
  vi.advanceTimersByTime(2);
  expect(sent).toEqual([
    {on: 0, due: 0, late: 1},
    {on: 1, due: 0.5, late: 0.5},
    {on: 2, due: 1, late: 1},
    {on: 3, due: 1.5, late: 0.5},
  ]);
  pace.stop();
  vi.advanceTimersByTime(5);
  expect(sent).toHaveLength(4);
});

test('what finds every connection taken keeps the time at which it was due, however long that takes', () => {
  const {sent, answer, late} = load(1000, 1);
  vi.advanceTimersByTime(50);
  expect([sent.length, late()]).toEqual([1, Array.from({length: 49}, (_, i) => i + 1)]);
  answer(0);
  expect(sent.at(-1)).toEqual({on: 0, due: 1, late: undefined});
  expect(late()[0]).toBe(2);
});

test('an answer lets out what has become due since', () => {
  const {sent, answer} = load(1000, 2);
  vi.advanceTimersByTime(1);
  vi.advanceTimersByTime(0.9);
  answer(0);
  expect(sent.map(({due}) => due)).toEqual([0, 1]);
});
