import fc from 'fast-check';
import {expect, test} from 'vitest';
import {createApp} from './create-app.ts';
import {apps} from './fixtures/apps.testing.ts';

type Doing = {stream: 'S' | 'T'; key: number; value: number; wait: number; late: number};
const doing: fc.Arbitrary<Doing> = fc.record({
  stream: fc.constantFrom('S', 'S', 'S', 'T'),
  key: fc.nat(40),
  value: fc.nat(20),
  wait: fc.constantFrom(0, 0, 10, 40, 700),
  late: fc.constantFrom(0, 0, 0, 0, 150, 1200),
});

test.each(Object.entries(apps))('a cut of %s says what was, whatever comes while it is written', (_, text) => {
  const run = (before: readonly Doing[], after: readonly Doing[], every: number): void => {
    const app = createApp(text);
    let now = 0;
    const go = ({stream, key, value, wait, late}: Doing): void => {
      now += wait;
      app.advanceTo(now);
      const row = stream === 'S' ? [`key ${key}`, value, now + (value % 3)] : [`key ${key}`, value];
      app.send(stream, row, now - late);
    };
    app.start();
    for (const each of before) go(each);
    const then = app.snapshot();
    const pieces = app.statefuls().map((name) => [name, app.snapshotOf(name)] as const);
    const cut = app.cut();
    const writing = cut.snapshot();
    const first = after.slice(0, after.length >> 1);
    let step = writing.next();
    for (const [i, each] of first.entries()) {
      go(each);
      if (i % every === 0 && !step.done) step = writing.next();
    }
    while (!step.done) step = writing.next();
    expect(Buffer.concat(step.value).equals(then)).toBe(true);
    // A second reader of the same cut, later.
    for (const each of after.slice(first.length)) go(each);
    for (const [name, bytes] of pieces) {
      const of = cut.of(name)!;
      let part = of.next();
      while (!part.done) part = of.next();
      expect({name, same: Buffer.concat(part.value).equals(bytes!)}).toEqual({name, same: true});
    }
    // And one whose pages are lent.
    const lent: Uint8Array[] = [];
    const lending = cut.snapshot((page) => lent.push(page.slice()));
    while (!lending.next().done);
    expect(Buffer.concat(lent).equals(then)).toBe(true);
    cut.close();
    // One piece by itself.
    for (const name of app.statefuls()) {
      const bytes = app.snapshotOf(name)!;
      const only = app.cut(new Set([name]));
      for (const each of first.slice(0, 3)) go(each);
      const of = only.of(name)!;
      let part = of.next();
      while (!part.done) part = of.next();
      expect(Buffer.concat(part.value).equals(bytes)).toBe(true);
      only.close();
    }
    // The cut left no trace.
    const twin = createApp(text);
    twin.restore(then);
    expect(Buffer.from(twin.snapshot()).equals(then)).toBe(true);
    twin.advanceTo(now);
  };
  fc.assert(
    fc.property(
      fc.array(doing, {maxLength: 400, size: 'max'}),
      fc.array(doing, {maxLength: 150, size: 'max'}),
      fc.integer({min: 1, max: 4}),
      run,
    ),
    {numRuns: 12},
  );
});
