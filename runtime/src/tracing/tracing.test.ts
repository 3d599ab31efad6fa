import {once} from 'node:events';
import {createServer, type IncomingHttpHeaders, type RequestListener, type Server} from 'node:http';
import type {AddressInfo} from 'node:net';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {must} from '@tandem/base';
import type {Log} from '@tandem/cluster';
import {eventually} from '../pair/pair.ts';
import {oneNode, type OneNode, sourcePort} from '../testing/one-node.ts';
import {Ways} from './tracing.ts';

type Told = {
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  name: string;
  kind: number;
  status: {code?: number; message?: string};
  attributes: {key: string; value: Record<string, unknown>}[];
};
type Export = {
  resourceSpans: {
    resource: {attributes: {key: string; value: {stringValue?: string}}[]};
    scopeSpans: {spans: Told[]}[];
  }[];
};

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.close();
    server.closeAllConnections();
  }
});
async function listening(handle: RequestListener): Promise<string> {
  const server = createServer(handle);
  servers.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** A collector of OpenTelemetry, and a receiver of the sink; it answers with the statuses given, then with 200. */
async function surroundings(): Promise<{
  endpoint: string;
  exports: Export[];
  sink: string;
  got: IncomingHttpHeaders[];
  statuses: number[];
}> {
  const exports: Export[] = [];
  const got: IncomingHttpHeaders[] = [];
  const statuses: number[] = [];
  const collector = await listening((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      expect([request.url, request.headers['content-type']]).toEqual(['/v1/traces', 'application/json']);
      exports.push(JSON.parse(Buffer.concat(parts).toString()) as Export);
      response.writeHead(200, {'content-type': 'application/json'}).end('{}');
    });
  });
  const sink = await listening((request, response) => {
    got.push(request.headers);
    request.resume();
    response.writeHead(statuses.shift() ?? 200).end();
  });
  return {endpoint: `${collector}/v1/traces`, exports, sink, got, statuses};
}

let around: Awaited<ReturnType<typeof surroundings>>;
beforeEach(async () => {
  around = await surroundings();
});
const spansOf = (): Told[] =>
  around.exports.flatMap(({resourceSpans}) => resourceSpans.flatMap((r) => r.scopeSpans.flatMap((s) => s.spans)));

/** A node with an app from a source to a sink, and a push to it. */
async function tracedNode(
  settings: Parameters<typeof oneNode>[0],
  log?: Log,
): Promise<OneNode & {push: (headers?: Record<string, string>) => Promise<number>}> {
  const one = await oneNode(settings, log);
  const app = `@app:name('A') @source(type='http', receiver.url='http://127.0.0.1:0/in', @map(type='json'))
    define stream S (v int);
    @sink(type='http', publisher.url='${around.sink}', @map(type='json')) define stream T (v int);
    from S select v insert into T;`;
  expect((await one.ask('POST', '/siddhi-apps', app)).status).toBe(201);
  await eventually(5000, 'the source', async () => sourcePort(one.node) || undefined);
  const push = async (headers = {}): Promise<number> => {
    const {status} = await one.at(sourcePort(one.node))('POST', '/in', '{"v":1}', headers);
    return status;
  };
  return {...one, push};
}

const trace = '4bf92f3577b34da6a3ce929d0e0e4736';
const sampled = {traceparent: `00-${trace}-00f067aa0ba902b7-01`};

test('a request that belongs to a trace gets spans for receive, apply, commit and publish, and the receiver is told', async () => {
  const one = await tracedNode({otlpEndpoint: around.endpoint, nodeId: 'n', groupId: 'g'});
  around.statuses.push(503);
  expect(await one.push(sampled)).toBe(200);
  await eventually(5000, 'both attempts', async () => (around.got.length === 2 ? true : undefined));
  await one.close();

  const spans = spansOf();
  const receive = must(
    spans.find(({name}) => name === 'receive A/S'),
    'the span of the request',
  );
  expect(receive).toMatchObject({traceId: trace, parentSpanId: '00f067aa0ba902b7', kind: 2});
  expect(receive.attributes).toContainEqual({key: 'tandem.events', value: {intValue: 1}});
  const within = spans.filter(({name}) => name !== 'receive A/S');
  expect(within.map(({name}) => name).sort()).toEqual(['apply', 'commit', 'publish', 'publish']);
  for (const span of within) expect(span).toMatchObject({traceId: trace, parentSpanId: receive.spanId});
  const [failed, delivered] = within.filter(({name}) => name === 'publish');
  expect(failed?.status).toMatchObject({code: 2, message: expect.stringContaining('answered 503')});
  expect(delivered?.status.code ?? 0).toBe(0);
  expect(around.got.map(({traceparent}) => traceparent)).toEqual(
    [failed, delivered].map((span) => `00-${trace}-${span?.spanId}-01`),
  );
  const resource = must(around.exports[0]?.resourceSpans[0], 'a resource').resource.attributes;
  expect(Object.fromEntries(resource.map(({key, value}) => [key, value.stringValue]))).toMatchObject({
    'service.name': 'tandem',
    'service.namespace': 'g',
    'service.instance.id': 'n',
  });
});

test.each([
  {name: 'a request of no trace begins one', ratio: 1, headers: {}, spans: 4},
  {name: 'with ratio 0 it begins none', ratio: 0, headers: {}, spans: 0},
  {name: 'with ratio 0 a trace that is recorded goes on', ratio: 0, headers: sampled, spans: 4},
  {
    name: 'with ratio 1 a trace that is not recorded stays so',
    ratio: 1,
    headers: {traceparent: sampled.traceparent.replace(/01$/, '00')},
    spans: 0,
  },
  {name: 'a header that says nothing is as none', ratio: 1, headers: {traceparent: 'nonsense'}, spans: 4},
])('$name', async ({ratio, headers, spans}) => {
  const one = await tracedNode({otlpEndpoint: around.endpoint, tracingSamplingRatio: ratio});
  expect(await one.push(headers)).toBe(200);
  await eventually(5000, 'the output', async () => (around.got.length === 1 ? true : undefined));
  await one.close();
  expect(spansOf()).toHaveLength(spans);
  expect(around.got[0]?.['traceparent'] === undefined).toBe(spans === 0);
});

test('without an endpoint nothing is traced, and a header of the sender goes no further', async () => {
  const one = await tracedNode({});
  expect(await one.push(sampled)).toBe(200);
  await eventually(5000, 'the output', async () => (around.got.length === 1 ? true : undefined));
  expect(around.got[0]).not.toHaveProperty('traceparent');
  await one.close();
  expect(around.exports).toEqual([]);
});

test('a collector that is away costs no input, and is a warning', async () => {
  const warnings: string[] = [];
  const quiet = (): void => undefined;
  const log: Log = {debug: quiet, info: quiet, warn: (message) => warnings.push(message), error: quiet};
  const one = await tracedNode({otlpEndpoint: 'http://127.0.0.1:1/v1/traces'}, log);
  expect(await one.push()).toBe(200);
  await one.close();
  expect(warnings).toEqual([expect.stringMatching(/^traces: the last ones were not sent: .*ECONNREFUSED/)]);
});

test('a way is found by its sequence until it is committed, whatever becomes of it', async () => {
  const ways = new Ways();
  const ended: string[] = [];
  const span = (name: string): Parameters<Ways['follow']>[0] => ({
    traceparent: name,
    begin: (inner) => span(`${name} ${inner}`),
    end: (failure) => void ended.push(failure instanceof Error ? `${name}: ${failure.message}` : name),
  });
  const unreachable = (): never => {
    throw new Error('not asked for');
  };
  const machine = ways.through({
    apply: () => ({outputs: []}),
    nextDue: () => undefined,
    cut: () => unreachable(),
    restore: () => undefined,
    restoreSteps: () => unreachable(),
    parts: () => [],
  });
  const payload = new Uint8Array(1);
  const entry = {sequence: 7, timestamp: 1, epoch: 1, payload};
  const settled = ways.follow(span('way'), payload, async () => {
    machine.apply(entry);
    expect(ways.at(7)?.traceparent).toBe('way');
    await Promise.reject(new Error('lost'));
  });
  await expect(settled).rejects.toThrow('lost');
  expect(ways.at(7)).toBeUndefined();
  machine.apply({...entry, sequence: 8, payload: new Uint8Array(1)});
  expect(ended).toEqual(['way apply', 'way commit: lost']);
});
