import {connect} from 'node:net';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {eventually} from '../pair/pair.ts';
import {type OneNode, oneNode, sourcePort} from '../testing/one-node.ts';

const app = `@app:name('A')
@source(type='http', receiver.url='http://127.0.0.1:0/in', @map(type='json'))
define stream S (k string, v int);
@source(type='http', receiver.url='http://127.0.0.1:0/open', basic.auth.enabled='false', @map(type='json'))
define stream Open (k string, v int);
define table T (k string, total long);
from S select k, sum(v) as total group by k update or insert into T set T.total = total on T.k == k;`;

let one: OneNode;
let ask: OneNode['ask'];
beforeAll(async () => {
  one = await oneNode({bodyBytes: 2000});
  await one.ask('POST', '/siddhi-apps', app);
  await eventually(5000, 'the source port to open', async () => (sourcePort(one.node) > 0 ? true : undefined));
  ask = one.at(sourcePort(one.node));
});
afterAll(() => one.close());

const total = async (): Promise<unknown> => {
  const {text} = await one.ask(
    'POST',
    '/stores/query',
    JSON.stringify({appName: 'A', query: 'from T select k, total'}),
  );
  return (JSON.parse(text) as {records: unknown}).records;
};

test.each([
  {
    name: 'an unknown path lists the paths',
    method: 'POST',
    path: '/nowhere',
    body: '{}',
    status: 404,
    answer: {paths: ['/in', '/open']},
  },
  {
    name: 'another method',
    method: 'GET',
    path: '/in',
    body: undefined,
    status: 405,
    answer: {error: 'found GET, expected POST'},
  },
  {name: 'no JSON', method: 'POST', path: '/in', body: '{', status: 400, answer: {place: '$', expected: 'JSON text'}},
  {
    name: 'a wrong type',
    method: 'POST',
    path: '/in',
    body: '[{"k":"a","v":1},{"k":"a","v":"x"}]',
    status: 400,
    answer: {place: '$[1].v', found: '"x"', expected: 'a whole number of 32 bits (int)'},
  },
  {name: 'an empty body', method: 'POST', path: '/in', body: '', status: 400, answer: {place: '$', found: 'nothing'}},
  {
    name: 'a body over the limit',
    method: 'POST',
    path: '/in',
    body: ' '.repeat(2001),
    status: 413,
    answer: {limit: 2000},
  },
])('$name: $status', async ({method, path, body, status, answer}) => {
  const got = await ask(method, path, body);
  expect([got.status, JSON.parse(got.text)]).toEqual([status, expect.objectContaining(answer)]);
  expect(await total()).toEqual([]);
});

test('a source wants credentials unless its app says otherwise', async () => {
  const stranger = {authorization: 'Basic eDp5'};
  expect((await ask('POST', '/in', '{"k":"a","v":1}', stranger)).status).toBe(401);
  expect((await ask('POST', '/open', '{"k":"a","v":1}', stranger)).status).toBe(200);
});

test('answered events are there, and a repeated key counts once', async () => {
  const first = await ask('POST', '/in', '[{"k":"a","v":1},{"k":"a","v":2}]', {'idempotency-key': 'x'});
  const again = await ask('POST', '/in', '[{"k":"a","v":1},{"k":"a","v":2}]', {'idempotency-key': 'x'});
  expect([first.status, again.status]).toEqual([200, 200]);
  const told = JSON.parse(first.text) as object;
  expect(told).toMatchObject({events: 2, sequence: expect.any(Number), timestamp: expect.any(Number)});
  expect(JSON.parse(again.text)).toEqual({...told, repeated: true});
  expect(await total()).toEqual([['a', 3]]);
});

test('a client that goes away half way leaves nothing behind', async () => {
  const before = await total();
  await new Promise<void>((resolve, reject) => {
    const socket = connect(sourcePort(one.node), '127.0.0.1', () => {
      socket.write('POST /open HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\n{"k":', () => socket.destroy());
    });
    socket.on('error', reject);
    socket.on('close', () => resolve());
  });
  expect((await ask('POST', '/open', '{"k":"z","v":1}')).status).toBe(200);
  expect(await total()).toEqual(before);
});

test('the port closes with the app', async () => {
  await one.ask('DELETE', '/siddhi-apps/A');
  await eventually(5000, 'the source port to close', async () => (sourcePort(one.node) === 0 ? true : undefined));
  await expect(ask('POST', '/open', '{"k":"a","v":1}')).rejects.toThrow();
});
