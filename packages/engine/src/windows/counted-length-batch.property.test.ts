import fc from 'fast-check';
import {expect, test} from 'vitest';
import type {SiddhiApp} from '../api.ts';
import {createApp} from '../create-app.ts';

/**
 * A batch whose events are counted as they come says what it says when it is counted at its end, and its state is the
 * same to the byte: with a `having` that lets everything pass it is counted at its end.
 */
const textOf = (n: number, by: string, having: string, partitioned: boolean): string => {
  const query = `from S#window.lengthBatch(${n}) select k, sum(v) as s, max(v) as m, avg(x) as a, count() as c ${by} ${having} insert into Out;`;
  return `define stream S (k string, i int, v int, x double); ${partitioned ? `partition with (k of S) begin ${query} end;` : query}`;
};

const event = fc.tuple(
  fc.constantFrom('a', 'b', 'c', 'd', null),
  fc.nat(2),
  fc.oneof(fc.integer({min: -9, max: 9}), fc.constant(null)),
  fc.constantFrom(0.5, 1e300, -0, null),
);
const step = fc.oneof(
  {weight: 6, arbitrary: fc.record({kind: fc.constant('one' as const), row: event})},
  {weight: 2, arbitrary: fc.record({kind: fc.constant('chunk' as const), rows: fc.array(event, {maxLength: 9})})},
  {weight: 1, arbitrary: fc.record({kind: fc.constant('restart' as const)})},
  {weight: 1, arbitrary: fc.record({kind: fc.constant('cut' as const), for: fc.nat(12)})},
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

/** What is said, and the state after each step; cuts are written some steps later, and must say what was. */
function run(text: string, steps: readonly Step[]): unknown[] {
  const said: unknown[] = [];
  const begin = (): SiddhiApp => {
    const made = createApp(text);
    made.onStream('Out', (events) => said.push(events.map(({data}) => data)));
    made.start();
    return made;
  };
  let app = begin();
  let open: {until: number; was: Buffer; writing: Generator<void, Uint8Array[]>; close: () => void} | undefined;
  for (const [i, each] of steps.entries()) {
    if (each.kind === 'one') app.send('S', each.row);
    else if (each.kind === 'chunk') app.input('S').sendBatch(each.rows.map((data) => ({data})));
    else if (each.kind === 'restart' && !open) {
      const bytes = app.snapshot();
      app = begin();
      app.restore(bytes);
    } else if (each.kind === 'cut' && !open) {
      const was = Buffer.from(app.snapshot());
      const cut = app.cut();
      open = {
        until: i + each.for,
        was,
        writing: cut.snapshot(),
        close: () => cut.close(),
      };
    }
    if (open && (open.until <= i || i === steps.length - 1)) {
      let next = open.writing.next();
      while (!next.done) next = open.writing.next();
      expect(Buffer.concat(next.value).equals(open.was)).toBe(true);
      open.close();
      open = undefined;
    }
    // One cut at a time.
    if (open) continue;
    said.push(
      app.statefuls().map((name) => [name, Buffer.from(app.snapshotOf(name) ?? new Uint8Array()).toString('hex')]),
    );
  }
  return said;
}

test.each(['group by k', 'group by i', 'group by k, i', ''])(
  'counted beforehand or at the end, all is the same: %s',
  (by) => {
    fc.assert(
      fc.property(
        fc.integer({min: 1, max: 4}),
        fc.array(step, {maxLength: 40}),
        fc.boolean(),
        (n, steps, partitioned) => {
          expect(run(textOf(n, by, '', partitioned), steps)).toEqual(
            run(textOf(n, by, 'having c > 0', partitioned), steps),
          );
        },
      ),
      {numRuns: 150},
    );
  },
);
