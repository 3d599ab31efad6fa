import {appendFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, afterEach, beforeAll, beforeEach, expect, test, vi} from 'vitest';
import {FakeAws} from '../cloud/testing/fake-aws.ts';
import {accessTo} from '../cloud/testing/access-to.ts';
import {healthyAccount} from '../cloud/testing/healthy-account.ts';
import {sinceWhen} from './logs.ts';
import {run} from './testing.ts';

const human = (at: number, text: string): string =>
  `[${new Date(at).toISOString().replace('T', ' ').replace('Z', '').replace('.', ',')}]  INFO {A} - ${text}`;
const now = Date.now();

// ---- a pair on this machine -------------------------------------------------

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'tandem-logs-'));
  mkdirSync(join(dir, 'pair'));
});
afterEach(() => rmSync(dir, {recursive: true, force: true}));
const write = (node: string, ...lines: string[]): void =>
  writeFileSync(join(dir, 'pair', `${node}.log`), lines.map((line) => `${line}\n`).join(''));
const local = (...more: string[]): string[] => ['logs', '--dir', dir, ...more];

test('the files of a pair are merged in order of time; what has no time goes with the line before', async () => {
  write('node-1', human(now - 3000, 'one'), 'Error: x', '    at y', human(now - 1000, 'four'));
  write('node-2', `{"level":"info","time":${now - 2000},"msg":"three ü"}`, '{"_aws":{"Timestamp":1}}');
  const {code, out} = await run(local());
  expect(code).toBe(0);
  expect(out.split('\n').map((line) => line.replace(/\[.*?\] /, '').trim())).toEqual([
    'node-1   INFO {A} - one',
    'node-1  Error: x',
    'node-1      at y',
    `node-2  {"level":"info","time":${now - 2000},"msg":"three ü"}`,
    'node-1   INFO {A} - four',
    '',
  ]);
});

test('one node, a time span, metrics and JSON', async () => {
  write('node-1', human(now - 3_600_000, 'old'), human(now - 1000, 'new'), `{"_aws":{"Timestamp":${now}},"Active":1}`);
  write('node-2', human(now - 1000, 'other'));
  const plain = await run(local('--node', 'node-1', '--since', '5m', '--json'));
  expect(
    plain.out
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as unknown),
  ).toEqual([{at: now - 1000, node: 'node-1', text: human(now - 1000, 'new')}]);
  expect((await run(local('--node', 'node-1', '--since', '2h'))).out).toContain('old');
  expect((await run(local('--metrics'))).out).toContain('"Active":1');
});

test('nothing since then is said, and no log at all is an error', async () => {
  write('node-1', human(now - 3_600_000, 'old'));
  expect(await run(local())).toMatchObject({code: 0, out: '', err: expect.stringContaining('no line since 10m')});
  expect(await run(local('--node', 'node-3'))).toMatchObject({
    code: 66,
    err: expect.stringContaining('holds no log of node-3'),
  });
  expect(await run(['logs', '--dir', join(dir, 'nowhere')])).toMatchObject({
    code: 66,
    err: expect.stringContaining('name the folder of the pair with --dir, or the stack'),
  });
});

test('followed, a log goes on with whole lines, also of a file that began anew, until Ctrl-C', async () => {
  write('node-1', human(now, 'one'));
  const interrupt = new AbortController();
  let out = '';
  const ran = run(local('--follow'), {interrupted: interrupt.signal, out: (text) => void (out += text)});
  await expect.poll(() => out).toContain('one');
  const [half, rest] = [human(now + 1, 'tw'), 'o\n'];
  appendFileSync(join(dir, 'pair/node-1.log'), half);
  appendFileSync(join(dir, 'pair/node-1.log'), rest);
  await expect.poll(() => out).toContain('two\n');
  write('node-1', human(now + 2, '3'));
  await expect.poll(() => out).toContain('3\n');
  interrupt.abort();
  expect(await ran).toMatchObject({code: 0});
  expect(out.match(/one/g)).toHaveLength(1);
});

test.each([
  {text: '30s', want: 70_000},
  {text: '1m', want: 40_000},
  {text: '1970-01-01T00:00:05Z', want: 5000},
])('--since $text', ({text, want}) => expect(sinceWhen(text, 100_000)).toBe(want));
test.each(['', '5', 'm', 'yesterday', '1w'])('--since "%s" is refused', (text) =>
  expect(() => sinceWhen(text, 0)).toThrow('expected a time span or a time'),
);

// ---- AWS ---------------------------------------------------------------------

const aws = new FakeAws(healthyAccount());
let endpoint: string;
beforeAll(async () => {
  endpoint = await aws.open();
});
afterAll(() => aws.close());
beforeEach(() => {
  for (const [name, value] of Object.entries(accessTo(endpoint))) vi.stubEnv(name, value);
  delete aws.account.refusal;
  Object.assign(aws.account, healthyAccount());
  const line = (node: string, before: number, message: string) => ({
    stream: `node/${node}/0123`,
    timestamp: now - before,
    message,
  });
  aws.account.lines = [
    line('tandem-1', 3_600_000, 'old'),
    line('tandem-1', 3000, 'one\n'),
    line('tandem-1', 1000, 'three'),
    line('tandem-2', 2000, 'two'),
    line('tandem-2', 900, '{"_aws":{}}'),
    {...line('tandem-2', 500, 'of another service'), stream: 'web/x/1'},
  ];
});
afterEach(() => void vi.unstubAllEnvs());

test('the logs of a stack are those that its task definitions name, over several pages, in order of time', async () => {
  expect(await run(['logs', '--stack', 'Tandem'])).toEqual({
    code: 0,
    out: 'tandem-1  one\ntandem-2  two\ntandem-1  three\n',
    err: '',
  });
  expect((await run(['logs', '--cluster', 'Pair', '--node', 'tandem-2', '--metrics'])).out).toBe(
    'tandem-2  two\ntandem-2  {"_aws":{}}\n',
  );
  expect((await run(['logs', '--stack', 'Tandem', '--since', '2h'])).out).toContain('tandem-1  old\n');
});

test('followed, late lines are shown and none twice', async () => {
  const interrupt = new AbortController();
  let out = '';
  const ran = run(['logs', '--stack', 'Tandem', '-f'], {
    interrupted: interrupt.signal,
    out: (text) => void (out += text),
  });
  await expect.poll(() => out).toContain('three');
  aws.account.lines.push({stream: 'node/tandem-2/0123', timestamp: now - 1500, message: 'late'});
  await expect.poll(() => out, {timeout: 10_000}).toContain('late');
  interrupt.abort();
  await ran;
  expect(out).toBe('tandem-1  one\ntandem-2  two\ntandem-1  three\ntandem-2  late\n');
});

test.each([
  {name: 'an unknown node', argv: ['--stack', 'Tandem', '--node', 'x'], code: 69, err: 'the nodes are tandem-1 and'},
  {name: 'an unknown stack', argv: ['--stack', 'Nowhere'], code: 69, err: 'no ECS cluster of the stack Nowhere'},
])('$name is said with what to do', async ({argv, code, err}) =>
  expect(await run(['logs', ...argv])).toMatchObject({code, err: expect.stringContaining(err)}),
);

test('without the right to read logs: 77, and the rights', async () => {
  aws.account.refusal = {code: 'AccessDeniedException', message: 'no'};
  expect(await run(['logs', '--stack', 'Tandem'])).toMatchObject({
    code: 77,
    err: expect.stringContaining('logs:FilterLogEvents'),
  });
});
