import {expect, test} from 'vitest';
import {checkTimings, defaultTimings} from './timings.ts';

test('the defaults keep every inequality and replace a dead active within 4 s', () => {
  expect(checkTimings(defaultTimings)).toEqual([]);
  expect(Math.max(defaultTimings.promise, defaultTimings.lease) + defaultTimings.poll).toBeLessThan(4000);
});

test.each([
  {over: {promise: 1300}, word: 'promise must be above 3 x heartbeat + margin = 1300 ms, found 1300'},
  {
    over: {statementTimeout: 1000},
    word: 'lease must be above renewEvery + 2 x statementTimeout + margin = 3150 ms, found 3000',
  },
  {over: {margin: 102}, word: 'margin must be at least 103 ms'},
  {over: {isolation: 3000}, word: 'isolation must be above lease 3000'},
  {over: {isolation: 4_000_000}, word: 'lease + margin must be at least 4000 ms'},
  {over: {poll: 0}, word: 'poll must be above 0 ms, found 0'},
  {over: {heartbeat: Number.NaN}, word: 'heartbeat must be above 0 ms, found NaN'},
])('refuses $over', ({over, word}) => {
  expect(checkTimings({...defaultTimings, ...over}).join('\n')).toContain(word);
});
