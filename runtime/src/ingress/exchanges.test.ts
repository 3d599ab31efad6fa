import {once} from 'node:events';
import {type AddressInfo, createServer, type Server, type Socket} from 'node:net';
import {afterEach, expect, test} from 'vitest';
import type {ForwardedRequest} from '@tandem/connectors';
import {Exchanges} from './exchanges.ts';

let server: Server;
let sockets: Socket[] = [];
afterEach(async () => {
  for (const socket of sockets) socket.destroy();
  sockets = [];
  await new Promise((resolve) => server.close(resolve));
});
/** Answers each request with these pieces; what it was sent. */
async function answering(...pieces: string[]): Promise<{port: number; seen: string[]}> {
  const seen: string[] = [];
  server = createServer((socket) => {
    sockets.push(socket);
    socket.on('error', () => undefined);
    socket.on('data', (bytes) => {
      seen.push(bytes.toString('latin1'));
      void (async () => {
        for (const piece of pieces) {
          socket.write(piece, 'latin1');
          await new Promise(setImmediate);
        }
        if (pieces.at(-1) === '') socket.end();
      })();
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {port: (server.address() as AddressInfo).port, seen};
}
const request = (more: ForwardedRequest['headers'] = {}): ForwardedRequest => ({
  port: 1,
  method: 'POST',
  path: '/in?a=1',
  headers: {host: 'elsewhere', connection: 'close', 'x-a': 'b', ...more},
  body: Buffer.from('ü'),
});
const ok = 'HTTP/1.1 200 OK\r\nX-B: c\r\nContent-Length: 2\r\nConnection: keep-alive\r\n\r\nok';

test('a request is written with its own headers, and one connection is used again', async () => {
  const {port, seen} = await answering(ok);
  const exchanges = new Exchanges(2, 1000);
  const answer = await exchanges.send('127.0.0.1', port, request());
  expect(answer).toEqual({status: 200, headers: {'x-b': 'c', 'content-length': '2'}, body: Buffer.from('ok')});
  await exchanges.send('127.0.0.1', port, request());
  const head = `POST /in?a=1 HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\nx-a: b\r\ncontent-length: 2\r\ntandem-forwarded: 1\r\n\r\n`;
  expect(seen).toEqual([`${head}\u00c3\u00bc`, `${head}\u00c3\u00bc`]);
  expect(sockets).toHaveLength(1);
  exchanges.abandon();
});

test.each([
  {name: 'in one piece', pieces: [ok], want: 200},
  {name: 'in many', pieces: ok.split(''), want: 200},
  {name: 'a refusal of the parser', pieces: ['HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n', ''], want: 400},
])('an answer is read $name', async ({pieces, want}) => {
  const {port} = await answering(...pieces);
  const exchanges = new Exchanges(1, 1000);
  expect((await exchanges.send('127.0.0.1', port, request())).status).toBe(want);
  exchanges.abandon();
});

test.each([
  {name: 'half an answer', pieces: [ok.slice(0, 30), ''], says: /closed the connection/},
  {name: 'chunks', pieces: ['HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n'], says: /in a way/},
  {name: 'two answers', pieces: [ok + ok], says: /more than it was asked/},
  {name: 'no answer', pieces: [], says: /did not answer/},
])('$name is none', async ({pieces, says}) => {
  const {port} = await answering(...pieces);
  await expect(new Exchanges(1, 50).send('127.0.0.1', port, request())).rejects.toThrow(says);
});

/** One answer with this body. */
const answer = (body: string): string => `HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
const sendAll = (exchanges: Exchanges, port: number, requests: ForwardedRequest[]): Promise<string>[] =>
  requests.map(async (one) => (await exchanges.send('127.0.0.1', port, one)).body.toString('latin1'));

test('requests of one turn are one write, and each gets the answer in its place', async () => {
  const {port, seen} = await answering(
    answer('one') + answer('two').slice(0, 9),
    answer('two').slice(9) + answer('th'),
  );
  const exchanges = new Exchanges(2, 1000);
  const [one, two, three] = sendAll(exchanges, port, [request(), request(), request()]);
  expect(await Promise.all([one, two, three])).toEqual(['one', 'two', 'th']);
  expect(seen).toHaveLength(1);
  expect(seen[0]?.match(/POST/g)).toHaveLength(3);
  expect(sockets).toHaveLength(1);
  exchanges.abandon();
});

test.each([
  {name: 'the connection ends', pieces: [answer('one'), '']},
  {
    name: 'the parser refuses one of them',
    pieces: [answer('one'), 'HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n'],
  },
  {name: 'one answer is the last', pieces: ['HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 3\r\n\r\none']},
])('when $name, only what was answered before counts', async ({pieces}) => {
  const {port} = await answering(...pieces);
  const sent = sendAll(new Exchanges(1, 1000), port, [request(), request(), request()]);
  const ended = await Promise.allSettled(sent);
  expect(ended.map((one) => (one.status === 'fulfilled' ? one.value : 'none'))).toEqual(['one', 'none', 'none']);
});

test.each([
  {name: 'another method', odd: {...request(), method: 'GET'}},
  {name: 'a long head', odd: request({'x-long': 'x'.repeat(5000)})},
])('$name has its connection for itself', async ({odd}) => {
  const {port} = await answering();
  const exchanges = new Exchanges(9, 60_000);
  const ended = Promise.allSettled(sendAll(exchanges, port, [request(), odd, request(), odd]));
  await expect.poll(() => sockets.length).toBe(3);
  exchanges.abandon();
  expect((await ended).map(({status}) => status)).toEqual(Array(4).fill('rejected'));
});

test('new requests do not hide that older ones are not answered', async () => {
  const {port} = await answering();
  const exchanges = new Exchanges(1, 60);
  const first = sendAll(exchanges, port, [request()]);
  const more = setInterval(() => void Promise.allSettled(sendAll(exchanges, port, [request()])), 10);
  await expect(first[0]).rejects.toThrow('did not answer');
  clearInterval(more);
  exchanges.abandon();
});

test('requests beyond the connections wait, go out when there is room, and end with the others when they are abandoned', async () => {
  const {port, seen} = await answering();
  const exchanges = new Exchanges(1, 60_000);
  const posts = (): number => seen.join('').match(/POST/g)?.length ?? 0;
  const ended = Promise.allSettled(
    sendAll(
      exchanges,
      port,
      Array.from({length: 40}, () => request()),
    ),
  );
  await expect.poll(posts).toBe(32);
  sockets[0]?.write(answer('a').repeat(5));
  await expect.poll(posts).toBe(37);
  exchanges.abandon();
  const found = (await ended).map((one) => (one.status === 'fulfilled' ? one.value : 'none'));
  expect(found).toEqual([...Array(5).fill('a'), ...Array(35).fill('none')]);
  expect(sockets).toHaveLength(1);
});

test('a header that would end the head is not written', async () => {
  const {port, seen} = await answering(ok);
  const sent = new Exchanges(1, 1000).send('127.0.0.1', port, request({'x-a': 'b\r\nx-c: d'}));
  await expect(sent).rejects.toThrow('a header that cannot be handed on');
  expect(seen).toEqual([]);
});
