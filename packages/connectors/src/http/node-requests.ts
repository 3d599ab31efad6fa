import type {IncomingMessage, ServerResponse} from 'node:http';
import {answerTo, type HttpAnswer, type Routes} from './http-source.ts';
import type {Ingress} from './ingress.ts';
import {readBody} from './read-body.ts';

/** Answers one request that came through `node:http`. `bodyLimit`: bytes. Rejects when the client goes away. */
export async function serve(
  request: IncomingMessage,
  response: ServerResponse,
  routes: Routes,
  port: number,
  ingress: Ingress,
  bodyLimit: number,
): Promise<void> {
  const {method = 'GET', url = '/', headers} = request;
  const body = method === 'POST' || !ingress.active() ? await readBody(request, bodyLimit) : Buffer.alloc(0);
  if (body === 'tooLarge') {
    // The rest of the body is not read, so the connection cannot be used again.
    const error = {error: `the body is larger than ${bodyLimit} bytes`, limit: bodyLimit};
    return reply(response, {status: 413, body: JSON.stringify(error), headers: {connection: 'close'}});
  }
  return reply(response, await answerTo({method, url, headers, body}, routes, port, ingress));
}

function reply(response: ServerResponse, {status, body, headers}: HttpAnswer): void {
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
    ...headers,
  });
  response.end(body);
}
