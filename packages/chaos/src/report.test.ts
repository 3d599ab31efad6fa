import {expect, test} from 'vitest';
import {byFault, counted, faultless, type Report, spread} from './report.ts';

const good = {
  ...counted([]),
  failedRequests: 0,
  otherWrongs: 0,
  checks: 3,
} as Report;

test('a run without a fault of ours is faultless, one without a comparison is not', () => {
  expect(faultless(good)).toBe(true);
  expect(faultless({...good, checks: 0})).toBe(false);
});

test.each(['lost', 'doubled', 'order', 'contradicted', 'state'] as const)('%s alone makes it fail', (kind) =>
  expect(faultless({...good, ...counted([{kind, what: 'x'}])})).toBe(false),
);
test.each([{failedRequests: 1}, {otherWrongs: 1}])('%j alone makes it fail', (more) =>
  expect(faultless({...good, ...more})).toBe(false),
);

test('the spread of an even number is the lower middle and the largest', () =>
  expect(spread([4, 1, 3, 2])).toEqual({p50: 2, max: 4}));

test('takeovers of combined episodes are not laid to one fault', () => {
  const takeover = {by: 'kill-active', detectionMs: 2000, takeoverMs: 100, longestWaitMs: 2200, alone: true};
  const groups = byFault([takeover, {...takeover, detectionMs: 9000, alone: false}]);
  expect(groups['kill-active']).toMatchObject({count: 1, detection: {p50: 2000, max: 2000}});
});
