import {createServer, type Server} from 'node:http';
import type {AddressInfo} from 'node:net';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {eventually} from '../pair/pair.ts';
import {type OneNode, oneNode, sourcePort} from '../testing/one-node.ts';

let open = false;
const outputs: number[] = [];
let receiver: Server;
let one: OneNode;
beforeAll(async () => {
  receiver = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      if (open) outputs.push(Number(Buffer.concat(parts).toString()));
      response.writeHead(open ? 200 : 503).end();
    });
  });
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  one = await oneNode({sinkQueueOutputs: 5});
  const url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/`;
  await one.ask(
    'POST',
    '/siddhi-apps',
    `@app:name('A') @source(type='http', receiver.url='http://127.0.0.1:0/in', @map(type='json')) define stream S (v int);
@sink(type='http', publisher.url='${url}', @map(type='json', @payload('{{v}}'))) define stream Out (v int);
from S select v insert into Out;`,
  );
  await eventually(5000, 'the source port to open', async () => (sourcePort(one.node) > 0 ? true : undefined));
});
afterAll(async () => {
  await one.close();
  receiver.closeAllConnections();
  await new Promise((resolve) => receiver.close(resolve));
});

test('a sink that is down fills its queue, then its source is told 429; nothing that was answered is lost', async () => {
  const ask = one.at(sourcePort(one.node));
  const taken: number[] = [];
  let told: Awaited<ReturnType<typeof ask>> | undefined;
  for (let v = 1; told === undefined; v++) {
    const answer = await ask('POST', '/in', `{"v":${v}}`);
    if (answer.status === 200) taken.push(v);
    else told = answer;
  }
  expect([told.status, told.headers.get('retry-after'), JSON.parse(told.text)]).toEqual([
    429,
    '1',
    {error: 'a sink of A has too much waiting'},
  ]);
  expect(taken).toEqual([1, 2, 3, 4, 5, 6]);
  open = true;
  await eventually(20_000, 'the outputs', async () => (outputs.length === taken.length ? true : undefined));
  const again = await ask('POST', '/in', '{"v":7}');
  expect(again.status).toBe(200);
  await eventually(5000, 'the last output', async () => (outputs.length === 7 ? true : undefined));
  expect(outputs).toEqual([...taken, 7]);
});
