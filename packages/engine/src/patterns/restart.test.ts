import * as fc from 'fast-check';
import {expect, test} from 'vitest';
import {run} from './testing.ts';

const patterns = [
  'every e1=A -> e2=B[v > e1.v] select e1.v as a, e2.v as b',
  'every e1=A -> e2=B[k == e1.k] -> e3=C[k == e2.k] within 2 sec select e1.v as a, e2.v as b, e3.v as c',
  'every (e1=A -> e2=B) -> e3=C within 1 sec select e1.v as a, e3.v as c',
  'e1=A -> every (e2=B -> e3=C) select e1.v as a, e2.v as b, e3.v as c',
  'every e1=A<2:3> -> e2=B<1:> -> e3=C select e1.v as a, e2.v as b, e3.v as c',
  'every e1=A<0:2> -> e2=B within 1 sec select e1.v as a, e2.v as b',
  'every (e1=A and e2=B) -> e3=C or e4=A select e1.v as a, e2.v as b, e3.v as c, e4.v as d',
  'every e1=A -> not B[k == e1.k] for 1 sec -> e3=C select e1.v as a, e3.v as c',
  'every e1=A<1:3> -> not B for 1 sec -> e3=C select e1.v as a, e3.v as c',
  'every not A for 1 sec select count() as n',
  'not A for 1 sec -> e2=B select e2.v as b',
  'every (not A for 1 sec and e2=B) select e2.v as b',
  'every (not A for 1 sec or e2=B) select e2.v as b',
  'every (not A and e2=B) -> e3=C select e2.v as b, e3.v as c',
  'every e1=A -> not B for 1 sec and not C for 2 sec select e1.v as a',
  'every e1=A, e2=A[v > e1.v]+, e3=A[v < e2[last].v] select e1.v as a, e2.v as b, e3.v as c',
  'every e1=A*, e2=B? , e3=C within 2 sec select e1.v as a, e2.v as b, e3.v as c',
  'every e1=A, e2=B and e3=C select e1.v as a, e2.v as b, e3.v as c',
  'every e1=A, not B for 1 sec select e1.v as a',
];

const step = fc.record({
  stream: fc.constantFrom('A', 'A', 'B', 'B', 'C', '~'),
  key: fc.constantFrom('x', 'y'),
  value: fc.nat(9),
  gap: fc.nat(900),
});

test.each(patterns)('a restart between any two events changes nothing: %s', (pattern) => {
  fc.assert(
    fc.property(fc.array(step, {maxLength: 25}), fc.nat(25), fc.boolean(), (list, restartAt, playback) => {
      let now = 1000;
      const steps = list
        .map(({stream, key, value, gap}) => {
          now += gap;
          return stream === '~' ? `~${now}` : `${stream}${key}${value}@${now}`;
        })
        .join(' ');
      expect(run(pattern, steps, {playback, stamps: true, restartAt})).toBe(
        run(pattern, steps, {playback, stamps: true}),
      );
    }),
    {numRuns: 60},
  );
});
