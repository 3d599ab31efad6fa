import {expect, test} from 'vitest';
import {watch} from '../testing.ts';

const S = 'define stream S (k string, v int);';

test.each([
  {
    name: 'rows of the window, each with the newest aggregate',
    query: 'from S#window.length(2) select k, sum(v) as t',
    want: ['1000: b,5 | a,5', '2000: b,12 | c,12', '3000: b,12 | c,12'],
  },
  {
    name: 'one row per group that is in the window',
    query: 'from S#window.time(1400) select k, sum(v) as t group by k',
    want: ['1000: a,4 | b,2', '2000: b,5 | c,7', '3000: c,7'],
  },
  {
    name: 'an aggregate inside an expression is one too',
    query: 'from S#window.length(2) select k, sum(v) + 1 as t',
    want: ['1000: b,6 | a,6', '2000: b,13 | c,13', '3000: b,13 | c,13'],
  },
  {
    name: 'a batch replaces the one before',
    query: 'from S#window.lengthBatch(2) select k, v',
    want: ['1000: a,1 | b,2', '2000: a,3 | b,5', '3000: a,3 | b,5'],
  },
  {
    name: 'without a window the last event of every group',
    query: 'from S select k, v group by k',
    want: ['1000: a,3 | b,2', '2000: a,3 | b,5 | c,7', '3000: a,3 | b,5 | c,7'],
  },
])('output snapshot says $name', ({query, want}) => {
  const {app, take} = watch(`${S} ${query} output snapshot every 1 sec insert into Out;`, ['Out']);
  const events = [
    [100, 'a', 1],
    [200, 'b', 2],
    [300, 'a', 3],
    [1550, 'b', 5],
    [1650, 'c', 7],
  ] as const;
  const said: string[] = [];
  for (let now = 0; now <= 3000; now += 50) {
    app.advanceTo(now);
    said.push(...take().map((line) => line.replace('Out:', `${now}:`)));
    for (const [at, k, v] of events) if (at === now) app.send('S', [k, v]);
  }
  expect(said).toEqual(want);
});
