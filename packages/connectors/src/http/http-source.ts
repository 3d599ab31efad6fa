import type {IncomingHttpHeaders} from 'node:http';
import type {SourceSpec} from '../connections.ts';
import {MappingError} from '../mapping-error.ts';
import type {MappedEvent} from '../mapper.ts';
import {type Accepted, forwardedHeader, type Ingress, type IngressInput, IngressRefused} from './ingress.ts';

export type HttpSourceSpec = Extract<SourceSpec, {kind: 'http'}>;
export type Routes = ReadonlyMap<string, readonly HttpSourceSpec[]>;

/** `headers`: by name in lower case. `body`: empty where it does not matter. */
export type HttpRequest = {method: string; url: string; headers: IncomingHttpHeaders; body: Buffer};
/** `headers`: beside type and length, which are JSON's and the body's unless they are given. */
export type HttpAnswer = {status: number; body: string | Buffer; headers?: Readonly<Record<string, string>>};

/**
 * Answers one request to a listening port. A POST is answered with 200 only after its
 * events are committed; anything else says in JSON what was wrong.
 * `port`: as the app names it, before the offset.
 */
export function answerTo(request: HttpRequest, routes: Routes, port: number, ingress: Ingress): Promise<HttpAnswer> {
  if (!ingress.active()) return anywhere(request, routes, port, ingress);
  return local(request, routes, ingress).then((here) =>
    here === notActive ? anywhere(request, routes, port, ingress) : here,
  );
}

/** Here if this node is active or becomes it, otherwise at the node that is. */
async function anywhere(
  {method, url, body, ...request}: HttpRequest,
  routes: Routes,
  port: number,
  ingress: Ingress,
): Promise<HttpAnswer> {
  const headers = {...request.headers};
  for (;;) {
    if (ingress.active()) {
      const answer = await local({method, url, headers, body}, routes, ingress);
      if (answer !== notActive) return answer;
    }
    if (headers[forwardedHeader] !== undefined) return unavailable;
    const answer = await ingress.forward({port, method, path: url, headers, body});
    if (answer !== 'local') return answer;
  }
}

const notActive = told(503, {error: 'this node is not active'}, {'retry-after': '1'});
const unavailable = told(503, {error: 'no node is active'}, {'retry-after': '1'});
const unauthorised = told(
  401,
  {error: 'wrong or missing credentials'},
  {'www-authenticate': 'Basic realm="tandem", Bearer'},
);

/** The part of a URL that names a source. */
const pathOf = (url: string): string => (url.split('?', 1)[0] ?? '/').replace(/(.)\/+$/, '$1');

function local(request: HttpRequest, routes: Routes, ingress: Ingress): Promise<HttpAnswer> {
  const {method, url, headers} = request;
  const found = routes.get(url) ?? routes.get(pathOf(url));
  if (!found)
    return Promise.resolve(told(404, {error: `no source listens on ${pathOf(url)}`, paths: [...routes.keys()]}));
  if (method !== 'POST') return Promise.resolve(told(405, {error: `found ${method}, expected POST`}, {allow: 'POST'}));
  if (found.some((source) => source.authenticated) && !ingress.authorised(headers))
    return Promise.resolve(unauthorised);
  return push(found, request, ingress);
}

type Mapped = {source: HttpSourceSpec; events: MappedEvent[]};

function push(sources: readonly HttpSourceSpec[], request: HttpRequest, ingress: Ingress): Promise<HttpAnswer> {
  const {headers, body} = request;
  const key = one(headers['idempotency-key']);
  if (key !== undefined && key.length > 200)
    return Promise.resolve(told(400, {error: 'Idempotency-Key: found more than 200 characters, expected at most 200'}));
  const text = body.toString('utf8');
  const property = (name: string): string | undefined => propertyOf(request, name);
  let mapped: Mapped[];
  try {
    mapped = sources.map((source) => ({source, events: source.mapper.map(text, property)}));
  } catch (error) {
    if (!(error instanceof MappingError)) return Promise.reject(error);
    const {message, place, found, expected} = error;
    return Promise.resolve(told(400, {error: message, place, found, expected}));
  }
  const traceparent = one(headers['traceparent']);
  const [only] = mapped;
  if (mapped.length === 1 && only && only.events.length > 0)
    return submit(only, key, traceparent, ingress).then(toAnswer, refusal);
  return inTurn(mapped, key, traceparent, ingress).catch(refusal);
}

/** Several sources of one path, each as an input of its own; the answer is that of the last. */
async function inTurn(
  mapped: readonly Mapped[],
  key: string | undefined,
  traceparent: string | undefined,
  ingress: Ingress,
): Promise<HttpAnswer> {
  let answer: HttpAnswer = {status: 200, body: '{"events":0}'};
  for (const one of mapped) {
    if (one.events.length === 0) continue;
    answer = toAnswer(await submit(one, key, traceparent, ingress));
    if (answer.status !== 200) break;
  }
  return answer;
}

function submit(
  {source, events}: Mapped,
  key: string | undefined,
  traceparent: string | undefined,
  ingress: Ingress,
): Promise<Accepted> {
  const chunks = source.mapper.grouped ? [events] : events.map((event) => [event]);
  const input: IngressInput = {app: source.app, stream: source.stream.id, chunks, key};
  if (traceparent !== undefined) input.traceparent = traceparent;
  return ingress.submit(input);
}

function toAnswer({events, sequence, timestamp, repeated, failure}: Accepted): HttpAnswer {
  if (failure !== undefined) return told(422, {error: failure});
  // Not a template: V8 keeps the text of each number put into one, in case it comes again, until that is old.
  const answer = {events, sequence, timestamp};
  return {status: 200, body: JSON.stringify(repeated ? {...answer, repeated} : answer)};
}

function refusal(error: unknown): HttpAnswer {
  if (!(error instanceof IngressRefused)) throw error;
  if (error.reason === 'notActive') return notActive;
  if (error.reason === 'busy') return told(429, {error: error.message}, {'retry-after': '1'});
  return told(503, {error: error.message, outcome: 'unknown'}, {'retry-after': '1'});
}

/** A transport property: a header, or a parameter of the URL. */
function propertyOf({headers, url}: HttpRequest, name: string): string | undefined {
  return one(headers[name.toLowerCase()]) ?? new URLSearchParams(url.split('?')[1] ?? '').get(name) ?? undefined;
}

const one = (value: string | string[] | undefined): string | undefined => (Array.isArray(value) ? value[0] : value);

function told(status: number, body: unknown, headers?: Record<string, string>): HttpAnswer {
  return {status, body: JSON.stringify(body), ...(headers && {headers})};
}
