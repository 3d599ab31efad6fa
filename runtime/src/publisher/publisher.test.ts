import {createServer, type Server} from 'node:http';
import type {AddressInfo} from 'node:net';
import {afterEach, beforeEach, expect, test} from 'vitest';
import type {Log, Output} from '@tandem/cluster';
import {connectionsOf} from '@tandem/connectors';
import {must} from '@tandem/base';
import {createApp} from '@tandem/engine';
import {eventually} from '../pair/pair.ts';
import {SinkPublisher} from './publisher.ts';

const lines: string[] = [];
const note = (message: string): void => void lines.push(message);
const log: Log = {debug: note, info: note, warn: note, error: note};

/** What the receiver got, and how it is to answer: by body, else 200. */
let received: string[] = [];
let answers = new Map<string, number[]>();
let server: Server;
let address: string;
beforeEach(async () => {
  received = [];
  answers = new Map();
  lines.length = 0;
  server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const body = Buffer.concat(parts).toString();
      received.push(`${String(request.headers['idempotency-key'])} ${body}`);
      response.writeHead(answers.get(body)?.shift() ?? 200).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/out`;
});
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const nobody = (): Promise<never> => Promise.reject(new Error('nothing is handed over here'));

/** An output of the sink of a one-column stream. */
function outputs(kind = 'http', more = ''): (sequence: number, value: number) => Output[] {
  const text = `@app:name('A') define stream S (v int);
@sink(type='${kind}'${kind === 'http' ? `, publisher.url='${address}'${more}` : ''}, @map(type='json', @payload('{{v}}')))
define stream Out (v int);
from S select v insert into Out;`;
  const sink = must(connectionsOf(createApp(text), text).sinks[0], 'a sink');
  const options = Object.fromEntries([...sink.options].map(([name, template]) => [name, template.of([])]));
  return (sequence, value) => [
    {
      id: `A/Out/${sequence}.1`,
      sink: 'A/Out',
      body: {kind: 'payload', sink, options, events: [{timestamp: 0, data: [value]}]},
    },
  ];
}
const delivered = (publisher: SinkPublisher, mark: number): Promise<unknown> =>
  eventually(5000, `watermark ${mark}`, async () =>
    (publisher.watermarks()['A/Out'] ?? 0) >= mark ? true : undefined,
  );

test('outputs arrive in order under their ids, and the watermark follows', async () => {
  const publisher = new SinkPublisher({sinkQueueOutputs: 10, mayAct: () => true, log, undelivered: nobody});
  const output = outputs();
  for (const sequence of [3, 4, 7]) publisher.publish(sequence, output(sequence, sequence));
  await delivered(publisher, 7);
  expect(received).toEqual(['A/Out/3.1 3', 'A/Out/4.1 4', 'A/Out/7.1 7']);
  publisher.reset();
});

test('an output that fails is tried again before the next, under the same id', async () => {
  answers.set('1', [500, 503, 429]);
  const publisher = new SinkPublisher({sinkQueueOutputs: 10, mayAct: () => true, log, undelivered: nobody});
  const output = outputs();
  publisher.publish(1, output(1, 1));
  publisher.publish(2, output(2, 2));
  await delivered(publisher, 2);
  expect(received).toEqual(['A/Out/1.1 1', 'A/Out/1.1 1', 'A/Out/1.1 1', 'A/Out/1.1 1', 'A/Out/2.1 2']);
  publisher.reset();
});

test('an output that is refused for good is left out, counted and logged', async () => {
  answers.set('1', [400]);
  const publisher = new SinkPublisher({sinkQueueOutputs: 10, mayAct: () => true, log, undelivered: nobody});
  const output = outputs();
  publisher.publish(1, output(1, 1));
  publisher.publish(2, output(2, 2));
  await delivered(publisher, 2);
  expect(publisher.counts().refused).toBe(1);
  expect(lines).toEqual([`output A/Out/1.1 was refused and is left out: ${address} answered 400`]);
  publisher.reset();
});

test('with on.error LOG a second failure leaves an output out', async () => {
  answers.set('1', [500, 500, 500]);
  const publisher = new SinkPublisher({sinkQueueOutputs: 10, mayAct: () => true, log, undelivered: nobody});
  const output = outputs('http', ", on.error='LOG'");
  publisher.publish(1, output(1, 1));
  publisher.publish(2, output(2, 2));
  await delivered(publisher, 2);
  expect(received).toEqual(['A/Out/1.1 1', 'A/Out/1.1 1', 'A/Out/2.1 2']);
  expect(lines.at(-1)).toBe(
    `output A/Out/1.1 could not be delivered (on.error is LOG) and is left out: ${address} answered 500`,
  );
  publisher.reset();
});

test('nothing leaves without permission; once it is back, all does', async () => {
  let may = false;
  let asked = 0;
  const publisher = new SinkPublisher({sinkQueueOutputs: 10, mayAct: () => (asked++, may), log, undelivered: nobody});
  publisher.publish(1, outputs()(1, 1));
  await eventually(5000, 'the publisher to ask', async () => (asked > 1 ? true : undefined));
  expect([received, publisher.watermarks()]).toEqual([[], {}]);
  may = true;
  await delivered(publisher, 1);
  expect(received).toEqual(['A/Out/1.1 1']);
  publisher.reset();
});

test('a sink with too much waiting holds up its app, and only very much holds up the node', () => {
  const publisher = new SinkPublisher({sinkQueueOutputs: 2, mayAct: () => false, log, undelivered: nobody});
  const output = outputs();
  for (let sequence = 1; sequence <= 3; sequence++) publisher.publish(sequence, output(sequence, 1));
  expect([publisher.busy('A'), publisher.busy('B'), publisher.full]).toEqual([true, false, false]);
  for (let sequence = 4; sequence <= 21; sequence++) publisher.publish(sequence, output(sequence, 1));
  expect(publisher.full).toBe(true);
  publisher.reset();
  expect([publisher.busy('A'), publisher.full]).toEqual([false, false]);
});

test('a log sink writes a line at once', () => {
  const publisher = new SinkPublisher({sinkQueueOutputs: 2, mayAct: () => true, log, undelivered: nobody});
  publisher.publish(5, outputs('log')(5, 42));
  expect([lines, publisher.watermarks()]).toEqual([['A : Out : 42'], {'A/Out': 5}]);
});

test.each([
  {action: 'STREAM', answer: 500, tries: 2},
  {action: 'store', answer: 400, tries: 1},
])('with on.error $action what fails with $answer is handed over after $tries attempts', async (row) => {
  answers.set('1', [row.answer, row.answer, row.answer]);
  const handed: unknown[] = [];
  let busy = 2;
  const publisher = new SinkPublisher({
    sinkQueueOutputs: 0,
    mayAct: () => true,
    log,
    undelivered: (what) => {
      handed.push([publisher.full, what]);
      return busy-- > 0 ? Promise.reject(new Error('busy')) : Promise.resolve();
    },
  });
  const output = outputs('http', `, on.error='${row.action}'`);
  publisher.publish(1, output(1, 1));
  publisher.publish(2, output(2, 2));
  await delivered(publisher, 2);
  expect(received).toEqual([...Array.from({length: row.tries}, () => 'A/Out/1.1 1'), 'A/Out/2.1 2']);
  const failed = {
    kind: 'undelivered',
    app: 'A',
    sink: 'A/Out',
    id: 'A/Out/1.1',
    to: row.action.toLowerCase(),
    cause: `${address} answered ${row.answer}`,
    events: [[0, [1]]],
  };
  expect(handed).toEqual([1, 2, 3].map(() => [false, failed]));
  publisher.reset();
});
