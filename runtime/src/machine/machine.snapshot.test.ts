import * as fc from 'fast-check';
import {expect, test} from 'vitest';
import type {StatePart} from '@tandem/cluster';
import type {AppMachine} from './machine.ts';
import {Bench, counting, events, shown} from './testing.ts';

test('a restart from a snapshot at any entry changes neither outputs nor state', () => {
  const text = `@app:name('A')
define stream S (k string, v int);
define table T (k string, n long);
@sink(type='log') define stream Out (k string, total long);
@sink(type='log') define stream Pair (a int, b int);
from S#window.length(3) select k, sum(v) as total group by k insert into Out;
from S#window.time(50) select k, count() as total group by k insert all events into Out;
from every a=S[v > 5] -> b=S[v < 3] within 40 select a.v as a, b.v as b insert into Pair;
from S select k, 1L as n update or insert into T set T.n = n on T.k == k;`;
  const step = fc.record({
    wait: fc.nat(30),
    rows: fc.array(fc.tuple(fc.constantFrom('a', 'b'), fc.nat(9)), {maxLength: 3}),
    key: fc.constantFrom('', '', 'x', 'y'),
  });
  fc.assert(
    fc.property(fc.array(step, {maxLength: 20}), fc.nat(20), (steps, restartAt) => {
      const run = (at: number | undefined): unknown => {
        const bench = new Bench();
        bench.deploy(text);
        let now = 0;
        const all = steps.flatMap(({wait, rows, key}, i) => {
          if (i === at) bench.restart();
          now += wait;
          return shown(rows.length === 0 ? bench.apply(now) : bench.apply(now, events('S', rows, key)));
        });
        return {all, state: bench.machine.snapshot()};
      };
      expect(run(restartAt)).toEqual(run(undefined));
    }),
    {numRuns: 60},
  );
});

function sumOf(machine: AppMachine, part: StatePart): number | undefined {
  const steps = machine.cut().checksum(part);
  let step = steps.next();
  while (step.done !== true) step = steps.next();
  return step.value?.sum;
}

test('equal histories give equal checksums, a restart in between or not, and another one is told by its operator', () => {
  const [one, two] = [new Bench(), new Bench()];
  for (const bench of [one, two]) {
    bench.deploy(counting);
    bench.apply(5, events('S', [['a', 1]], 'key'));
  }
  two.restart();
  const differing = (): string[] =>
    one.machine
      .parts()
      .filter((part) => sumOf(one.machine, part) !== sumOf(two.machine, part))
      .map(({app, operator}) => `${app} ${operator}`);
  expect(one.machine.parts().length).toBeGreaterThan(6);
  expect(one.machine.parts()).toEqual(two.machine.parts());
  expect(differing()).toEqual([]);
  for (const bench of [one, two]) bench.apply(6, events('S', [['b', 2]]));
  expect(differing()).toEqual([]);
  two.machine.app('A')?.instance?.app.query('update T set T.v = 7 on T.k == "a"');
  expect(differing()).toEqual(['A table:T']);
  two.apply(7, {kind: 'activate', app: 'A', active: false});
  expect(differing()).toContain('A deployment');
});

test('a cut of the machine says what was, keys that have left since among it', () => {
  const bench = new Bench();
  bench.deploy(counting);
  for (let i = 0; i < 150; i++) bench.apply(5 + i, events('S', [[`k${i}`, i]], `key ${i}`));
  const then = bench.machine.snapshot();
  const cut = bench.machine.cut();
  const writing = cut.parts();
  let step = writing.next();
  for (let i = 150; i < 400; i++) {
    bench.apply(5 + i, events('S', [[`k${i % 20}`, i]], `key ${i}`));
    if (!step.done) step = writing.next();
  }
  while (!step.done) step = writing.next();
  cut.close();
  expect(step.value).toEqual(then);
  expect(bench.machine.snapshot()).not.toEqual(then);
});
