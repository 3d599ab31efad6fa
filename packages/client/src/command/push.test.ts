import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import type {RequestListener} from 'node:http';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {answering} from '../nodes/answering.ts';
import {run} from './testing.ts';

type Got = {key: string; body: string};

/** A source that takes what comes, unless `refuse` says otherwise. */
function source(got: Got[], refuse: (nth: number) => number | undefined = () => undefined): RequestListener {
  let nth = 0;
  return (request, response) => {
    let body = '';
    request.on('data', (part: Buffer) => (body += part.toString('utf8')));
    request.on('end', () => {
      const status = refuse(++nth);
      if (status !== undefined) return response.writeHead(status).end('{"message":"not so"}');
      got.push({key: String(request.headers['idempotency-key']), body});
      return response.end(JSON.stringify({events: 1, sequence: got.length, timestamp: 1, repeated: false}));
    });
  };
}
const lines = (n: number): string => Array.from({length: n}, (_, i) => `{"n":${i + 1}}\n`).join('');

test('lines arrive in order, each under a key of its own', async () => {
  const got: Got[] = [];
  const ran = await answering(source(got), (url) =>
    run(['push', '-', '--to', `${url}/in`, '--run', 'r'], {stdin: lines(3)}),
  );
  expect(got).toEqual([
    {key: 'r:1', body: '{"n":1}'},
    {key: 'r:2', body: '{"n":2}'},
    {key: 'r:3', body: '{"n":3}'},
  ]);
  expect(ran).toMatchObject({code: 0, err: '', out: expect.stringContaining('3 lines in 3 requests are committed')});
});

test('a batch is one array, its text untouched; the last one may be smaller', async () => {
  const got: Got[] = [];
  const ran = await answering(source(got), (url) =>
    run(['push', '-', '--to', url, '--run', 'r', '--batch', '2', '--json'], {stdin: '1\n9007199254740993\n\n3\n'}),
  );
  expect(got).toEqual([
    {key: 'r:1', body: '[1,9007199254740993]'},
    {key: 'r:4', body: '[3]'},
  ]);
  expect(JSON.parse(ran.out)).toMatchObject({lines: 3, requests: 2, repeated: 0, retries: 0, lastLine: 4, run: 'r'});
});

test('what a busy node does not take goes to the other one, under the same key', async () => {
  const got: Got[] = [];
  const ran = await answering(
    source([], () => 429),
    (busy) =>
      answering(source(got), (url) =>
        run(['push', '-', '--to', busy, '--to', url, '--run', 'r', '--json'], {stdin: lines(2)}),
      ),
  );
  expect(got.map(({key}) => key)).toEqual(['r:1', 'r:2']);
  expect(JSON.parse(ran.out)).toMatchObject({lines: 2, retries: 1});
});

test('a slow cluster slows the reading down', async () => {
  let read = 0;
  let answered = 0;
  let furthest = 0;
  async function* input(): AsyncGenerator<Uint8Array> {
    for (let n = 1; n <= 50; n++) {
      read++;
      furthest = Math.max(furthest, read - answered);
      yield Buffer.from(`{"n":${n}}\n`);
    }
  }
  const take = source([]);
  const ran = await answering(
    (request, response) => {
      response.on('finish', () => answered++);
      take(request, response);
    },
    (url) => run(['push', '-', '--to', url], {input: input()}),
  );
  expect([ran.code, read]).toEqual([0, 50]);
  expect(furthest).toBeLessThanOrEqual(2);
});

test.each([
  {
    name: 'a line that is no JSON',
    stdin: '1\n2\nx\n4\n',
    argv: ['--batch', '2'],
    code: 65,
    sent: ['[1,2]'],
    err: ['-, line 3: found x, expected one JSON value', '--run r --batch 2 --from-line 3'],
  },
  {
    name: 'a bad line in the middle of a batch: what came before is sent',
    stdin: '1\n2\nx\n',
    argv: ['--batch', '9'],
    code: 65,
    sent: ['[1,2]'],
    err: ['line 3', '--from-line 3'],
  },
  {
    name: 'what the mapping refuses',
    stdin: '1\n2\n',
    refuse: (nth: number) => (nth === 2 ? 400 : undefined),
    code: 65,
    sent: ['1'],
    err: ['answered 400: {"message":"not so"}', '--from-line 2'],
  },
  {name: 'wrong credentials', stdin: '1\n', refuse: () => 401, code: 77, sent: [], err: ['set TANDEM_AUTH_PASSWORD']},
  {name: 'a path without a source', stdin: '1\n', refuse: () => 404, code: 65, sent: [], err: ['see receiver.url']},
  {
    name: 'a cluster that takes nothing',
    stdin: '1\n',
    argv: ['--patience', '1'],
    refuse: () => 503,
    code: 69,
    sent: [],
    err: ['nobody took the events within 1000 ms', 'tandem doctor', '--from-line 1'],
  },
])('$name ends the push, and it says from where to go on', async ({stdin, argv = [], refuse, code, sent, err}) => {
  const got: Got[] = [];
  const ran = await answering(source(got, refuse), (url) =>
    run(['push', '-', '--to', url, '--run', 'r', ...argv], {stdin}),
  );
  expect(got.map(({body}) => body)).toEqual(sent);
  for (const part of err) expect(ran.err).toContain(part);
  expect(ran.code).toBe(code);
});

test('Ctrl-C ends after the request on its way', async () => {
  const got: Got[] = [];
  const interrupted = new AbortController();
  const ran = await answering(
    source(got, (nth) => void (nth === 2 && interrupted.abort())),
    (url) => run(['push', '-', '--to', url, '--run', 'r'], {stdin: lines(5), interrupted: interrupted.signal}),
  );
  expect(got.map(({key}) => key)).toEqual(['r:1', 'r:2']);
  expect(ran).toMatchObject({code: 130, err: expect.stringContaining('--from-line 3')});
});

test('a file is pushed from a line on', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'tandem-push-'));
  const file = join(directory, 'events.jsonl');
  writeFileSync(file, lines(4));
  const got: Got[] = [];
  const ran = await answering(source(got), (url) => run(['push', file, '--to', url, '--run', 'r', '--from-line', '3']));
  rmSync(directory, {recursive: true});
  expect([ran.code, got.map(({key}) => key)]).toEqual([0, ['r:3', 'r:4']]);
  const gone = await run(['push', file, '--to', 'http://127.0.0.1:1']);
  expect(gone).toMatchObject({code: 66, err: expect.stringContaining(`${file} cannot be read`)});
});
