import {expect, test} from 'vitest';
import {appName, chaosApp} from '../load/app.ts';
import {Pushes} from '../load/pushes.ts';
import {Reference, type Taken} from './reference.ts';

const text = chaosApp({collector: 'http://127.0.0.1:1', distributed: true, store: ''});
const pushes = new Pushes(0, 1);
const taken: Taken[] = Array.from({length: 60}, (_, i) => ({
  sequence: i * 3 + 1,
  timestamp: 1_000_000 + i * 90,
  body: pushes.next().body,
}));

test('fed in parts it gives what it gives in one', () => {
  const whole = new Reference(text);
  whole.apply(taken.toReversed());
  const parts = new Reference(text);
  parts.apply(taken.slice(0, 25));
  const first = parts.outputs();
  parts.apply(taken.slice(25));
  const second = parts.outputs();
  for (const [sink, hashes] of whole.outputs()) {
    expect([...(first.get(sink) ?? []), ...(second.get(sink) ?? [])]).toEqual(hashes);
    expect(sink.startsWith(`${appName}/`)).toBe(true);
  }
  expect(parts.totals()).toEqual(whole.totals());
  expect(parts.tally()).toEqual(whole.tally());
});

test('each event of the distributed sink goes to one of its destinations, and the tally has its share of them', () => {
  const reference = new Reference(text);
  reference.apply(taken);
  const outputs = reference.outputs();
  const [one, two] = [1, 2].map((i) => outputs.get(`${appName}/Spread.1:${i}`)?.length ?? 0) as [number, number];
  const events = taken.flatMap(({body}) => {
    const parsed = JSON.parse(body) as {event?: {v: number}} | {v: number}[];
    return Array.isArray(parsed) ? parsed : [parsed.event ?? {v: Number.NaN}];
  });
  expect(one + two).toBe(events.filter(({v}) => v < 20).length);
  expect(Math.min(one, two)).toBeGreaterThan(0);
  const kept = events.filter(({v}) => v > 989);
  expect(reference.tally()).toEqual([[0, kept.length, kept.reduce((sum, {v}) => sum + v, 0)]]);
});

test('the table counts every event of every client', () => {
  const reference = new Reference(text);
  reference.apply(taken);
  const again = new Pushes(0, 1);
  const books = taken.map(() => again.next());
  const sum = (of: (push: (typeof books)[number]) => number): number => books.reduce((all, push) => all + of(push), 0);
  expect(reference.totals()).toEqual([[0, sum((p) => p.events), sum((p) => p.total), sum((p) => p.events)]]);
});
