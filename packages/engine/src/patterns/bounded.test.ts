import {expect, test} from 'vitest';
import {createApp} from '../create-app.ts';

const definitions = 'define stream A (k string, v int); define stream B (k string, v int);';

/** The size of an app's state after `n` events of A, each with its own key, each followed by what `follow` sends. */
function size(pattern: string, n: number, follow: (i: number) => readonly [string, readonly unknown[]] | null): number {
  const app = createApp(`${definitions} from ${pattern} select count() as n insert into Out;`);
  app.start();
  for (let i = 0; i < n; i++) {
    app.send('A', [`k${i}`, i], 1000 + i);
    const next = follow(i);
    if (next) app.send(next[0], next[1], 1000 + i);
  }
  return app.snapshot().length;
}

test.each([
  {name: 'the side of or that never comes', pattern: 'every e1=A or e2=B', follow: () => null},
  {
    name: 'completed keys',
    pattern: 'every e1=A -> e2=B[k == e1.k]',
    follow: (i: number) => ['B', [`k${i}`, 0]] as const,
  },
  {
    name: 'counts that the next element ended',
    pattern: 'every e1=A -> e2=B[k == e1.k]<1:> -> e3=A',
    follow: (i: number) => ['B', [`k${i}`, 0]] as const,
  },
  {name: 'what within ended', pattern: 'every e1=A -> e2=B within 10 millisec', follow: () => null},
  {name: 'broken runs of a sequence', pattern: 'every e1=A, e2=A[v < e1.v] within 1 day', follow: () => null},
  {
    name: 'disturbed silences',
    pattern: 'every e1=A -> not B[k == e1.k] for 1 sec',
    follow: (i: number) => ['B', [`k${i}`, 0]] as const,
  },
])('$name leave nothing behind', ({pattern, follow}) => {
  // The numbers themselves take a few bytes more.
  expect(size(pattern, 2000, follow)).toBeLessThan(size(pattern, 200, follow) + 200);
});
