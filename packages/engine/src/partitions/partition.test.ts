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

test('a key that was purged begins anew, text or number', () => {
  const {app, take} = watch(
    `${S} @purge(enable='true', interval='1 sec', idle.period='2 sec') partition with (k of S) begin from S select k, count() as c insert into ByText; end;
    @purge(enable='true', interval='1 sec', idle.period='2 sec') partition with (v of S) begin from S select v, count() as c insert into ByNumber; end;`,
    ['ByText', 'ByNumber'],
  );
  const send = (k: string, v: number): void => app.send('S', [k, v]);
  for (const k of ['a', 'b', 'c', 'd', 'e', 'a']) send(k, k.charCodeAt(0));
  take();
  app.advanceTo(2500);
  send('b', 98);
  app.advanceTo(4000);
  send('a', 97);
  send('b', 98);
  expect(take()).toEqual([
    'ByText: b,1',
    'ByNumber: 98,1',
    'ByText: a,1',
    'ByNumber: 97,1',
    'ByText: b,2',
    'ByNumber: 98,2',
  ]);
});

test('a number and its text are one key', () => {
  const {app, take} = watch(
    `define stream N (n long); define stream T (t string);
    partition with (n of N, t of T) begin from N select n insert into #I; from T select convert(t, 'long') as n insert into #I; from #I select n, count() as c insert into Out; end;`,
    ['Out'],
  );
  app.send('N', [7]);
  app.send('T', ['7']);
  app.send('N', [2n ** 60n]);
  app.send('T', [String(2n ** 60n)]);
  app.send('N', [2n ** 60n]);
  app.send('N', [7]);
  expect(take()).toEqual([
    'Out: 7,1',
    'Out: 7,2',
    `Out: ${2n ** 60n},1`,
    `Out: ${2n ** 60n},2`,
    `Out: ${2n ** 60n},3`,
    'Out: 7,3',
  ]);
});
