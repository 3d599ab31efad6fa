import {createApp} from '@tandem/engine';
import {expect, test} from 'vitest';
import {connectionsOf, payloadsOf} from './connections.ts';

const connected = (sink: string): ReturnType<typeof connectionsOf> => {
  const text = `@app:name('A') ${sink} define stream Out (k string, v int);`;
  return connectionsOf(createApp(text), text);
};
const rows: (string | number | null)[][] = [
  ['a', 0],
  ['b', 1],
  ['c', 2],
  ['d', 3],
  [null, 4],
];
/** Destinations with what each takes of one chunk. */
const taken = (distribution: string): string[] =>
  connected(`@sink(type='inMemory', @distribution(${distribution}))`).sinks.map((sink) => {
    const payloads = payloadsOf(
      sink,
      rows.map((data) => ({timestamp: 0, data})),
    );
    const shown = payloads.map(
      ({options, events}) => `${options['topic']} ${events.map((e) => JSON.stringify(e.data[0])).join()}`,
    );
    return `${sink.key}: ${shown.join(' | ')}`;
  });
const three = "@destination(topic='x'), @destination(topic='y'), @destination(topic='z')";

test('a key goes to the destination that Siddhi sends it to', () => {
  expect(taken(`strategy='partitioned', partitionKey='k', ${three}`)).toEqual([
    'A/Out.1:1: x "c"',
    'A/Out.1:2: y "a","d"',
    'A/Out.1:3: z "b",null',
  ]);
});

test('a broadcast reaches each destination, under a key of its own', () => {
  const all = '"a","b","c","d",null';
  expect(taken(`strategy='broadcast', ${three}`)).toEqual(
    ['x', 'y', 'z'].map((t, i) => `A/Out.1:${i + 1}: ${t} ${all}`),
  );
});

test.each([
  {distribution: `strategy='roundRobin', ${three}`, reason: /'roundRobin' is not supported/},
  {
    distribution: `strategy='best', ${three}`,
    reason: /expected the strategy 'partitioned' or 'broadcast', but found 'best'/,
  },
  {distribution: `strategy='partitioned', partitionKey='zz', ${three}`, reason: /one of k, v, but found 'zz'/},
  {distribution: `strategy='partitioned', ${three}`, reason: /one of k, v, but found none/},
  {distribution: "strategy='broadcast'", reason: /found no @destination/},
  {distribution: "strategy='broadcast', @destination(topic='{{k}}')", reason: /'topic' may not hold attributes/},
  {distribution: "strategy='broadcast', @destination(zz='1')", reason: /has no option "zz"/},
])('@distribution($distribution) is refused', ({distribution, reason}) => {
  expect(() => taken(distribution)).toThrow(reason);
});

test('an option of both the sink and a destination is refused', () => {
  const sink = "@sink(type='inMemory', topic='t', @distribution(strategy='broadcast', @destination(topic='x')))";
  expect(() => connected(sink)).toThrow(/'topic' is an option of the sink already/);
});
