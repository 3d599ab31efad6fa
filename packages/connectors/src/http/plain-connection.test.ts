import {once} from 'node:events';
import {createServer, type Server} from 'node:http';
import {type AddressInfo, connect} from 'node:net';
import * as fc from 'fast-check';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {closeServer} from './close-server.ts';
import type {HttpAnswer, HttpRequest} from './http-source.ts';
import {PlainConnections} from './plain-connections.ts';

/** Answers what it was asked, after as many turns as the body's first digit says. */
async function echo({method, url, headers, body}: HttpRequest): Promise<HttpAnswer> {
  for (let turns = Number(body.toString('utf8')[0] ?? 0); turns > 0; turns--) await new Promise(setImmediate);
  const status = url === '/bad' ? 400 : 200;
  return {status, body: JSON.stringify({method, url, a: headers['x-a'], body: body.toString('utf8')})};
}
const complete = (): Server =>
  createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const {method = '', url = '', headers} = request;
      void echo({method, url, headers, body: Buffer.concat(parts)}).then(({status, body}) => {
        response.writeHead(status, {'content-type': 'application/json', 'content-length': Buffer.byteLength(body)});
        response.end(body);
      });
    });
  });
const listening = async (server: Server): Promise<number> => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
};

let others: PlainConnections | undefined;
const reference = complete();
const ours = complete();
const plain = new PlainConnections(ours, {bodyLimit: 1000, keepSeconds: 5, answer: echo});
let ports: {ours: number; reference: number};
beforeAll(async () => {
  ports = {ours: await listening(ours), reference: await listening(reference)};
});
afterAll(async () => {
  await Promise.all([closeServer(ours, 1000, plain), closeServer(reference, 1000)]);
});

/** Sends the bytes in pieces and gives all that comes back until the server ends it, without what depends on the time or is a matter of form. */
async function exchange(port: number, pieces: readonly Buffer[]): Promise<string[]> {
  const socket = connect({port, host: '127.0.0.1', noDelay: true, allowHalfOpen: true});
  const parts: Buffer[] = [];
  socket.on('data', (part: Buffer) => parts.push(part));
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  for (const piece of pieces) {
    socket.write(piece);
    await new Promise(setImmediate);
  }
  await once(socket, 'end');
  socket.destroy();
  const text = Buffer.concat(parts).toString('utf8');
  return text
    .split(/(?=HTTP\/1\.1 )/)
    .map((answer) => [answer.slice(9, 12), answer.slice(answer.indexOf('\r\n\r\n') + 4)].join(' '));
}

const post = (url: string, body: string, more = ''): string =>
  `POST ${url} HTTP/1.1\r\nhost: x\r\ncontent-length: ${Buffer.byteLength(body)}\r\n${more}\r\n${body}`;
const request = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.constantFrom('0', '1a', '3ü', '2'.repeat(700)).map((body) => post('/in', body, 'x-a: b\r\n')),
  },
  {weight: 2, arbitrary: fc.constantFrom('0', '2b').map((body) => post('/bad', body))},
  fc.constantFrom(
    'GET /in HTTP/1.1\r\nhost: x\r\n\r\n',
    'POST /in HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n',
    post('/in', '1'.repeat(2000)),
    post('/in', '0', 'x-a: é\r\n'),
  ),
);
const last = post('/in', '0', 'connection: close\r\n');

test('whatever is sent, in whatever pieces, is answered as node:http alone would', {timeout: 60_000}, () =>
  fc.assert(
    fc.asyncProperty(
      fc.array(request, {maxLength: 6}),
      fc.array(fc.integer({min: 1, max: 400}), {maxLength: 6}),
      async (requests, cuts) => {
        const bytes = Buffer.from(requests.join('') + last);
        const pieces: Buffer[] = [];
        let at = 0;
        for (const cut of cuts) pieces.push(bytes.subarray(at, (at += cut)));
        pieces.push(bytes.subarray(at));
        const some = pieces.filter((piece) => piece.length > 0);
        expect(await exchange(ports.ours, some)).toEqual(await exchange(ports.reference, some));
      },
    ),
    {numRuns: 150},
  ),
);

test.each([
  'POST /in HTTP/1.1\r\ncontent-length: 1\r\n\r\n0',
  'POST /in HTTP/1.1\r\nhost: x\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\n0',
  'POST /in HTTP/1.1\r\nhost: x\r\ncontent-length: 1\r\ntransfer-encoding: chunked\r\n\r\n0',
  'POST /in HTTP/1.1\r\nhost: x\r\ncontent-length: 1\r\n x: y\r\n\r\n0',
  'nonsense\r\n\r\n',
])('%j is refused as node:http refuses it, after what came before was answered', async (bytes) => {
  const refused = await exchange(ports.reference, [Buffer.from(bytes)]);
  expect(refused).toEqual([expect.stringMatching(/^400 /)]);
  const answered = expect.stringContaining('"body":"2"');
  expect(await exchange(ports.ours, [Buffer.from(post('/in', '2') + bytes)])).toEqual([answered, ...refused]);
});

test('more requests at once than are read at once are all answered, in their order', async () => {
  const bodies = Array.from({length: 500}, (_, i) => `${i % 3}-${i}`);
  const answers = await exchange(ports.ours, [Buffer.from(bodies.map((body) => post('/in', body)).join('') + last)]);
  expect(answers.map((answer) => (JSON.parse(answer.slice(4)) as {body: string}).body)).toEqual([...bodies, '0']);
});

test('an idle connection ends when the server drains; one that waits for answers gets them all first', async () => {
  const server = complete();
  let release: () => void = () => undefined;
  const held = new Promise<void>((resolve) => (release = resolve));
  const seen = new Promise<void>((resolve) => {
    const answer = async (asked: HttpRequest): Promise<HttpAnswer> => {
      if (asked.url !== '/held') return echo(asked);
      resolve();
      await held;
      return echo(asked);
    };
    others = new PlainConnections(server, {bodyLimit: 1000, keepSeconds: 5, answer});
  });
  const port = await listening(server);
  const idle = connect(port, '127.0.0.1');
  idle.write(post('/in', '0'));
  await once(idle, 'data');
  const waiting = exchange(port, [Buffer.from(post('/held', '0') + post('/held', '3'))]);
  await seen;
  const closed = closeServer(server, 10_000, others);
  await once(idle, 'close');
  release();
  expect((await waiting).map((text) => /"body":"(.*)"/.exec(text)?.[1])).toEqual(['0', '3']);
  await closed;
});
