import type {IncomingMessage, ServerResponse} from 'node:http';
import type {SourceSpec} from '../connections.ts';
import {MappingError} from '../mapping-error.ts';
import type {MappedEvent} from '../mapper.ts';
import {forwardedHeader, type Ingress, IngressRefused} from './ingress.ts';
import {readBody} from './read-body.ts';

export type HttpSourceSpec = Extract<SourceSpec, {kind: 'http'}>;
export type Routes = ReadonlyMap<string, readonly HttpSourceSpec[]>;

type Answer = {status: number; body: unknown; headers?: Record<string, string>};

/**
 * One request to a listening port. A POST is answered with 200 only after its
 * events are committed; anything else says in JSON what was wrong.
 * `port`: as the app names it, before the offset.
 */
export async function serve(
  request: IncomingMessage,
  response: ServerResponse,
  routes: () => Routes,
  port: number,
  ingress: Ingress,
  bodyLimit: number,
): Promise<void> {
  const url = request.url ?? '/';
  const path = (url.split('?', 1)[0] ?? '/').replace(/(.)\/+$/, '$1');
  const body = request.method === 'POST' || !ingress.active() ? await readBody(request, bodyLimit) : Buffer.alloc(0);
  if (body === 'tooLarge') {
    // The rest of the body is not read, so the connection cannot be used again.
    return reply(response, {
      status: 413,
      body: {error: `the body is larger than ${bodyLimit} bytes`, limit: bodyLimit},
      headers: {connection: 'close'},
    });
  }
  const local = async (): Promise<Answer> => {
    const found = routes().get(path);
    if (!found) return {status: 404, body: {error: `no source listens on ${path}`, paths: [...routes().keys()]}};
    if (request.method !== 'POST')
      return {status: 405, body: {error: `found ${request.method}, expected POST`}, headers: {allow: 'POST'}};
    if (found.some((source) => source.authenticated) && !ingress.authorised(request.headers)) {
      return {
        status: 401,
        body: {error: 'wrong or missing credentials'},
        headers: {'www-authenticate': 'Basic realm="tandem", Bearer'},
      };
    }
    return push(found, request, url, body, ingress);
  };
  for (;;) {
    if (ingress.active()) {
      const answer = await local();
      if (answer !== notActive) return reply(response, answer);
    }
    if (request.headers[forwardedHeader] !== undefined) return reply(response, unavailable);
    const answer = await ingress.forward({
      port,
      method: request.method ?? 'GET',
      path: url,
      headers: request.headers,
      body,
    });
    if (answer !== 'local') {
      response.writeHead(answer.status, answer.headers);
      response.end(answer.body);
      return undefined;
    }
  }
}

const notActive: Answer = {status: 503, body: {error: 'this node is not active'}, headers: {'retry-after': '1'}};
const unavailable: Answer = {status: 503, body: {error: 'no node is active'}, headers: {'retry-after': '1'}};

async function push(
  sources: readonly HttpSourceSpec[],
  request: IncomingMessage,
  url: string,
  body: Buffer,
  ingress: Ingress,
): Promise<Answer> {
  const key = one(request.headers['idempotency-key']);
  if (key !== undefined && key.length > 200)
    return {status: 400, body: {error: 'Idempotency-Key: found more than 200 characters, expected at most 200'}};
  const traceparent = one(request.headers['traceparent']);
  const text = body.toString('utf8');
  const property = (name: string): string | undefined =>
    one(request.headers[name.toLowerCase()]) ?? new URLSearchParams(url.split('?')[1] ?? '').get(name) ?? undefined;
  let mapped: {source: HttpSourceSpec; events: MappedEvent[]}[];
  try {
    mapped = sources.map((source) => ({source, events: source.mapper.map(text, property)}));
  } catch (error) {
    if (!(error instanceof MappingError)) throw error;
    return {
      status: 400,
      body: {error: error.message, place: error.place, found: error.found, expected: error.expected},
    };
  }
  try {
    let answer: Answer = {status: 200, body: {events: 0}};
    for (const {source, events} of mapped) {
      if (events.length === 0) continue;
      const chunks = source.mapper.grouped ? [events] : events.map((event) => [event]);
      const accepted = await ingress.submit({
        app: source.app,
        stream: source.stream.id,
        chunks,
        key,
        ...(traceparent !== undefined && {traceparent}),
      });
      if (accepted.failure !== undefined) return {status: 422, body: {error: accepted.failure}};
      answer = {
        status: 200,
        body: {
          events: accepted.events,
          sequence: accepted.sequence,
          timestamp: accepted.timestamp,
          ...(accepted.repeated && {repeated: true}),
        },
      };
    }
    return answer;
  } catch (error) {
    if (!(error instanceof IngressRefused)) throw error;
    if (error.reason === 'notActive') return notActive;
    if (error.reason === 'busy') return {status: 429, body: {error: error.message}, headers: {'retry-after': '1'}};
    return {status: 503, body: {error: error.message, outcome: 'unknown'}, headers: {'retry-after': '1'}};
  }
}

const one = (value: string | string[] | undefined): string | undefined => (Array.isArray(value) ? value[0] : value);

function reply(response: ServerResponse, answer: Answer): void {
  const body = JSON.stringify(answer.body);
  response.writeHead(answer.status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
    ...answer.headers,
  });
  response.end(body);
}
