import {once} from 'node:events';
import {createServer, type IncomingMessage} from 'node:http';
import {type AddressInfo} from 'node:net';
import {afterEach, expect, test} from 'vitest';
import {Front} from './front.ts';
import {substitute} from './stand-ins.ts';
import {escapeXml, unescapeXml} from './xml.ts';

type Heard = {method: string; path: string; headers: IncomingMessage['headers']; body: string};

const open: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0)) await close();
});

/** A front before something that hears what it passes on, and answers as it is told. */
async function between(answer: (heard: Heard) => string): Promise<{url: string; heard: Heard[]; front: Front}> {
  const heard: Heard[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (part: string) => void (body += part));
    request.on('end', () => {
      const one = {method: request.method ?? '', path: request.url ?? '', headers: request.headers, body};
      heard.push(one);
      response.end(answer(one));
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const front = new Front({host: '127.0.0.1', port: (server.address() as AddressInfo).port});
  const url = await front.listen();
  open.push(
    () => front.close(),
    () => new Promise((resolve) => server.close(resolve)),
  );
  return {url, heard, front};
}

const signed = (service: string) => ({
  authorization: `AWS4-HMAC-SHA256 Credential=test/20260102/us-east-1/${service}/aws4_request, SignedHeaders=host, Signature=0`,
});
const RULE = {Resources: {Rule: {Type: 'AWS::EC2::SecurityGroupIngress', Properties: {GroupId: 'sg-1'}}}};

test('a call passes with its signature, its host and its body, and is counted as nothing of ours', async () => {
  const {url, heard, front} = await between(() => 'answer');
  const answer = await fetch(`${url}/a?b=c`, {method: 'POST', headers: signed('ec2'), body: 'x=y'});
  expect(await answer.text()).toBe('answer');
  expect(heard).toMatchObject([
    {method: 'POST', path: '/a?b=c', body: 'x=y', headers: {...signed('ec2'), host: url.slice('http://'.length)}},
  ]);
  expect([...front.calls]).toEqual([['ec2 POST', 1]]);
  expect(front.ours.size).toBe(0);
});

test('a template that is uploaded arrives as it is, and is then exchanged for one that the emulator can take', async () => {
  const text = JSON.stringify(RULE);
  const {url, heard, front} = await between(({method}) => (method === 'GET' ? text : ''));
  await fetch(`${url}/assets/t.json?x-id=PutObject`, {method: 'PUT', headers: signed('s3'), body: text});
  expect(heard.map(({method, path}) => `${method} ${path}`)).toEqual([
    'PUT /assets/t.json?x-id=PutObject',
    'GET /assets/t.json',
    'PUT /assets/t.json',
  ]);
  expect(heard[0]?.body).toBe(text);
  expect(JSON.parse(heard[2]?.body ?? '')).toEqual(substitute(RULE, `${url}/stand-in`));
  expect([...front.ours]).toEqual([['exchanged resource types in a template', 1]]);
});

test('a template that is read back is the one that was uploaded', async () => {
  const exchanged = escapeXml(JSON.stringify(substitute(RULE, 'http://127.0.0.1:1/stand-in')));
  const {url} = await between(() => `<TemplateBody>${exchanged}</TemplateBody>`);
  const answer = await fetch(url, {
    method: 'POST',
    headers: {...signed('cloudformation'), 'content-type': 'application/x-www-form-urlencoded'},
    body: 'Action=GetTemplate',
  });
  const xml = unescapeXml(await answer.text());
  expect(JSON.parse(xml.replaceAll(/<\/?TemplateBody>/g, ''))).toEqual(RULE);
});
