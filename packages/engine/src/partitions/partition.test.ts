import {expect, test} from 'vitest';
import {createApp} from '../create-app.ts';
import {watch} from '../testing.ts';

const S = 'define stream S (k string, v int); define stream G (x int);';

test('each key has a state of its own', () => {
  const {app, take} = watch(`${S} partition with (k of S) begin from S select k, sum(v) as t insert into Out; end;`, [
    'Out',
  ]);
  for (const row of [
    ['a', 1],
    ['b', 2],
    ['a', 3],
  ] as const)
    app.send('S', row);
  expect(take()).toEqual(['Out: a,1', 'Out: b,2', 'Out: a,4']);
});

test('a null key is dropped, a batch is cut into runs of one key', () => {
  const {app, take} = watch(`${S} partition with (k of S) begin from S select k, sum(v) as t insert into Out; end;`, [
    'Out',
  ]);
  app.send('S', [null, 1]);
  app.sendBatch('S', [{data: ['a', 1]}, {data: ['b', 1]}, {data: ['b', 2]}, {data: ['a', 5]}]);
  expect(take()).toEqual(['Out: a,1', 'Out: b,3', 'Out: a,6']);
});

test('overlapping ranges get the event once each, in order of declaration', () => {
  const {app, take} = watch(
    `${S} partition with (v < 10 as 'low' or v >= 5 as 'high' of S) begin from S select count() as c, v insert into Out; end;`,
    ['Out'],
  );
  app.send('S', ['a', 7]);
  app.send('S', ['a', 1]);
  app.send('S', ['a', 20]);
  expect(take()).toEqual(['Out: 1,7', 'Out: 1,7', 'Out: 2,1', 'Out: 2,20']);
});

test('inner streams stay within the key, a stream without a key goes to all keys', () => {
  const {app, take} = watch(
    `${S} partition with (k of S) begin from S select k, v insert into #I; from #I select k, sum(v) as t insert into Out; from G select count() as c insert into Seen; end;`,
    ['Out', 'Seen'],
  );
  app.send('G', [0]);
  app.send('S', ['a', 1]);
  app.send('S', ['b', 2]);
  app.send('S', ['a', 3]);
  app.send('G', [0]);
  expect(take()).toEqual(['Out: a,1', 'Out: b,2', 'Out: a,4', 'Seen: 1', 'Seen: 1']);
});

test('an idle key is purged', () => {
  const {app, take} = watch(
    `${S} @purge(enable='true', interval='1 sec', idle.period='5 sec') partition with (k of S) begin from S select k, count() as c insert into Out; end;`,
    ['Out'],
  );
  app.send('S', ['a', 1]);
  app.advanceTo(3000);
  app.send('S', ['b', 1]);
  app.advanceTo(6000);
  app.send('S', ['a', 1]);
  app.send('S', ['b', 1]);
  expect(take()).toEqual(['Out: a,1', 'Out: b,1', 'Out: a,1', 'Out: b,2']);
});

test('timers of all keys fire, those with one due time too', () => {
  const {app, take} = watch(
    `${S} partition with (k of S) begin from S#window.timeBatch(1 sec) select k, sum(v) as t insert into Out; end;`,
    ['Out'],
  );
  app.send('S', ['a', 1]);
  app.send('S', ['b', 2]);
  app.advanceTo(1000);
  expect(take()).toEqual(['Out: a,1', 'Out: b,2']);
});

test('a key that is born after a restore starts its patterns too', () => {
  const text = `${S} partition with (k of S) begin from every e1=S -> e2=S[v > e1.v] select e1.v as a, e2.v as b insert into Out; end;`;
  const first = watch(text, ['Out']);
  first.app.send('S', ['a', 1]);
  const bytes = first.app.snapshot();
  const seen: string[] = [];
  const second = createApp(text);
  second.onStream('Out', (events) => seen.push(events.map((e) => JSON.stringify(e.data)).join(' ')));
  second.restore(bytes);
  second.start();
  for (const row of [
    ['b', 1],
    ['b', 2],
    ['a', 3],
  ] as const)
    second.send('S', row);
  expect(seen).toEqual(['[1,2]', '[1,3]']);
});
