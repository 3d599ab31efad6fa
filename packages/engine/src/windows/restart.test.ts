import * as fc from 'fast-check';
import {expect, test} from 'vitest';
import {run, type Turn} from './testing.ts';

/** Every window type, and the forms of each that hold other state. */
const windows = [
  'length(0)',
  'length(3)',
  'lengthBatch(0)',
  'lengthBatch(3)',
  'lengthBatch(3, true)',
  'time(1 sec)',
  'timeBatch(1 sec)',
  'timeBatch(1 sec, 300)',
  'timeBatch(1 sec, true)',
  'timeLength(1 sec, 3)',
  'externalTime(x, 4)',
  'externalTimeBatch(x, 4)',
  'externalTimeBatch(x, 4, 0, 300)',
  'externalTimeBatch(x, 4, x, 300, true)',
  'batch()',
  'batch(2)',
  'delay(700)',
  `sort(3, v, 'desc')`,
  'session(400)',
  'session(400, k)',
  'session(400, k, 300)',
  'frequent(2, k)',
  'lossyFrequent(0.4, 0.2, k)',
  `expression('count() <= 3 and sum(v) < 20')`,
  `expression('distinctCount(k) <= 2 and last.v >= first.v')`,
  `expressionBatch('sum(v) < 12')`,
  `expressionBatch('max(v) < 8', true)`,
  `expressionBatch('count() <= 2', false, true)`,
  `cron('* * * * * ?')`,
];

const row = fc.tuple(fc.constantFrom('a', 'b', 'c'), fc.nat(9)).map(([k, v]) => [k, v, v]);
const turn = fc.record({wait: fc.nat(900), rows: fc.array(row, {maxLength: 3}), back: fc.nat(600)});
const story = fc.array(turn, {maxLength: 14}).map((list) => {
  let at = 1000;
  return list.map(({wait, rows, back}): Turn => {
    at += wait;
    return {at, rows, stamps: rows.map((_, i) => at - (i === 1 ? back : 0))};
  });
});

test.each(windows)('a restart after any turn changes nothing: %s', (window) => {
  fc.assert(
    fc.property(story, fc.nat(14), fc.boolean(), fc.boolean(), (turns, restartAt, expiredWanted, inSteps) => {
      const options = {window, stamps: true, expiredWanted, findable: true};
      expect(run(turns, {...options, restartAt, inSteps})).toBe(run(turns, options));
    }),
    {numRuns: 150},
  );
});

test.each(['length(2)', 'time(300)', 'externalTime(x, 3)'])(
  'one event means what a chunk of it means: %s',
  (window) => {
    fc.assert(
      fc.property(story, (turns) => {
        const single = turns.flatMap(({at, rows = []}) => rows.map((r): Turn => ({at, rows: [r]})));
        expect(run(single, {window, stamps: true, chunks: true})).toBe(run(single, {window, stamps: true}));
      }),
      {numRuns: 60},
    );
  },
);
