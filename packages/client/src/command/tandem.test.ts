import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {answering} from '../nodes/answering.ts';
import {run} from './testing.ts';

test.each([
  {name: 'no command', argv: [], code: 64, err: 'Usage: tandem'},
  {name: 'an unknown command', argv: ['statos'], code: 64, err: 'Did you mean status?'},
  {name: 'an unknown option', argv: ['status', '--nodes', 'x'], code: 64, err: "unknown option '--nodes'"},
  {name: 'no node', argv: ['status'], code: 64, err: 'give --node http://HOST:9090 once for each node'},
  {name: 'a node with a path', argv: ['status', '--node', 'http://a:1/x'], code: 64, err: 'write it like'},
  {name: 'a node that is no address', argv: ['doctor', '--node', 'http://:'], code: 64, err: 'found http://:'},
  {name: 'push without a source', argv: ['push', '-'], code: 64, err: "required option '--to <url>' not specified"},
  {name: 'push to no URL', argv: ['push', '-', '--to', 'x'], code: 64, err: '--to: found x'},
  {name: 'push over TLS', argv: ['push', '-', '--to', 'https://x/in'], code: 64, err: '--to: found https://x/in'},
  {
    name: 'no batch',
    argv: ['push', '-', '--to', 'http://x', '--batch', '0'],
    code: 64,
    err: '--batch: found 0, expected',
  },
  {
    name: 'no password file',
    argv: ['status', '--node', 'a', '--password-file', '/no'],
    code: 66,
    err: 'check the path',
  },
])('$name is refused with what to do', async ({argv, code, err}) => {
  const ran = await run(argv);
  expect(ran).toMatchObject({code, out: ''});
  expect(ran.err).toContain(err);
});

test('help tells commands and exit codes', async () => {
  const {code, out} = await run(['--help']);
  expect(code).toBe(0);
  for (const word of ['status', 'doctor', 'logs', 'push', 'switchover', '77 denied']) expect(out).toContain(word);
});

test('a password comes from a file, its line end left out; an address needs no scheme', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'tandem-command-'));
  writeFileSync(join(directory, 'password'), 'from a file\n');
  const seen: string[] = [];
  const ran = await answering(
    (request, response) => {
      seen.push(Buffer.from(String(request.headers.authorization).slice(6), 'base64').toString());
      response.writeHead(401).end();
    },
    (url) =>
      run([
        'status',
        '--node',
        url.replace('http://', ''),
        '--user',
        'me',
        '--password-file',
        join(directory, 'password'),
      ]),
  );
  rmSync(directory, {recursive: true});
  expect(seen).toEqual(['me:from a file']);
  expect(ran).toMatchObject({code: 77, err: expect.stringContaining('refuses the credentials')});
});

test('nodes may come from the environment', async () => {
  const {code, out} = await answering(
    (_request, response) => void response.writeHead(503).end('{"type":"starting"}'),
    (url) => run(['doctor'], {environment: {TANDEM_NODES: `${url},${url}`}}),
  );
  expect([code, out.match(/it waits for its database/g)?.length]).toEqual([1, 2]);
});
