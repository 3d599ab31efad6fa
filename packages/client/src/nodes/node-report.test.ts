import {once} from 'node:events';
import {type AddressInfo, createServer} from 'node:net';
import {expect, test} from 'vitest';
import {answering} from './answering.ts';
import {reportsOf} from './node-report.ts';

const status = {
  nodeId: 'a',
  role: 'active',
  epoch: 1,
  incarnation: 'a-i',
  troubles: [],
  sinks: {published: 0, refused: 0, waiting: {}},
};

test.each([
  {
    name: 'a status',
    code: 200,
    body: JSON.stringify(status),
    want: {kind: 'up', status: {...status, groupId: '', version: ''}},
  },
  {name: 'refused credentials', code: 401, body: '{}', want: {kind: 'denied'}},
  {name: 'a node that waits for its database', code: 503, body: '{"type":"starting"}', want: {kind: 'starting'}},
  {
    name: 'a proxy without a target',
    code: 503,
    body: '<html>',
    want: {kind: 'strange', why: expect.stringContaining('503')},
  },
  {name: 'another JSON', code: 200, body: '{"hello":1}', want: {kind: 'strange'}},
  {name: 'a page', code: 200, body: '<html>', want: {kind: 'strange'}},
])('$name is told as such', ({code, body, want}) =>
  answering(
    (_request, response) => void response.writeHead(code).end(body),
    async (url) => expect(await reportsOf([url], {})).toEqual([expect.objectContaining({url, ...want})]),
  ),
);

test('user and password go along, else the token', async () => {
  const seen: unknown[] = [];
  await answering(
    (request, response) => {
      seen.push(request.headers.authorization);
      response.writeHead(401).end();
    },
    async (url) => {
      await reportsOf([url], {user: 'u', password: 'p:q', token: 't'});
      await reportsOf([url], {token: 't'});
      await reportsOf([url], {});
    },
  );
  expect(seen).toEqual([`Basic ${btoa('u:p:q')}`, 'Bearer t', undefined]);
});

test('a port where nobody listens is unreachable, and says why', async () => {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const {port} = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  expect(await reportsOf([`http://127.0.0.1:${port}`], {})).toEqual([
    {url: `http://127.0.0.1:${port}`, kind: 'unreachable', why: `connect ECONNREFUSED 127.0.0.1:${port}`},
  ]);
});
