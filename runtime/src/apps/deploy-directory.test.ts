import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {encodeInput, type Input} from '../machine/input.ts';
import {AppMachine} from '../machine/machine.ts';
import type {Reply} from '../machine/reply.ts';
import {deployDirectory} from './deploy-directory.ts';

let directory: string;
let machine: AppMachine;
let sequence: number;
let lines: string[];
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'tandem-apps-'));
  machine = new AppMachine({idempotencyKeys: 10, idempotencyAgeMs: 1000});
  sequence = 0;
  lines = [];
});
afterEach(() => rmSync(directory, {recursive: true, force: true}));

const app = (name: string, kept = 'sum(v)', changed = 'count()'): string => `@app:name('${name}')
define stream S (v int);
define table T (which string, n long);
@info(name='kept') from S select 'kept' as which, ${kept} as n update or insert into T on T.which == which;
@info(name='changed') from S select 'changed' as which, ${changed} as n update or insert into T on T.which == which;`;

const submit = async (input: Input): Promise<Reply> =>
  machine.apply({sequence: ++sequence, epoch: 1, timestamp: sequence, payload: encodeInput(input)}).reply as Reply;
const log = Object.fromEntries(
  ['debug', 'info', 'warn', 'error'].map((level) => [
    level,
    (message: string) => void lines.push(`${level}: ${message}`),
  ]),
) as unknown as Parameters<typeof deployDirectory>[3];

/** Lays these files into the folder, alone, and has them deployed; what was logged. */
async function deploy(files: Record<string, string>): Promise<string[]> {
  rmSync(directory, {recursive: true, force: true});
  directory = mkdtempSync(join(tmpdir(), 'tandem-apps-'));
  for (const [file, text] of Object.entries(files)) writeFileSync(join(directory, file), text);
  lines = [];
  await deployDirectory(directory, machine, submit, log);
  return lines;
}
const push = (name: string, v: number): Promise<Reply> =>
  submit({kind: 'events', app: name, stream: 'S', chunks: [{rows: [[v]]}], key: ''});
const rows = async (name: string): Promise<unknown> => {
  const reply = await submit({kind: 'query', app: name, query: 'from T select which, n order by which'});
  return 'rows' in reply ? reply.rows : reply;
};
const statuses = (): string[] =>
  machine.apps().map((d) => `${d.name} ${d.instance ? 'runs' : `stands: ${d.stoppedBy ?? 'deactivated'}`}`);

test('files are deployed in the order of their names, and not again while they are the same', async () => {
  const files = {'b.siddhi': app('B'), 'a.siddhi': app('A'), 'notes.txt': 'no app'};
  expect(await deploy(files)).toEqual([
    'info: Siddhi App A deployed successfully',
    'info: Siddhi App B deployed successfully',
  ]);
  expect(await deploy(files)).toEqual([]);
});

test('a changed file keeps the state of what did not change in it, and the log says what starts without', async () => {
  await deploy({'a.siddhi': app('A')});
  await push('A', 5);
  await push('A', 6);
  expect(await deploy({'a.siddhi': app('A', 'sum(v)', 'count() * 10')})).toEqual([
    'info: Siddhi App A deployed successfully',
    "warn: Siddhi App A: 'query:changed' was changed: it starts without its former state",
  ]);
  await push('A', 7);
  expect(await rows('A')).toEqual([
    ['changed', 10],
    ['kept', 18],
  ]);
});

test('an app whose file is gone stops and keeps its state, with which it goes on when the file is back', async () => {
  await deploy({'a.siddhi': app('A'), 'b.siddhi': app('B')});
  await push('B', 5);
  expect(await deploy({'a.siddhi': app('A')})).toEqual([
    'info: Siddhi App B undeployed: its file is gone; its state is kept until it is deleted',
  ]);
  expect(statuses()).toEqual(['A runs', 'B stands: its file is gone from the folder of apps']);
  expect(await push('B', 6)).toMatchObject({ok: false});
  expect(await deploy({'a.siddhi': app('A')})).toEqual([]);
  expect(await deploy({'a.siddhi': app('A'), 'b.siddhi': app('B')})).toEqual([
    'info: Siddhi App B deployed successfully',
  ]);
  await push('B', 7);
  expect(await rows('B')).toEqual([
    ['changed', 2],
    ['kept', 12],
  ]);
});

test('an app of a renamed file goes on as if nothing had happened', async () => {
  await deploy({'a.siddhi': app('A')});
  expect(await deploy({'z.siddhi': app('A')})).toEqual([]);
});

test('what came by REST, and what REST stopped or removed, is left alone', async () => {
  const files = {'a.siddhi': app('A'), 'b.siddhi': app('B')};
  await deploy(files);
  await submit({kind: 'deploy', text: app('C'), mode: 'create', file: ''});
  await submit({kind: 'activate', app: 'A', active: false});
  await submit({kind: 'remove', app: 'B'});
  expect(await deploy(files)).toEqual([]);
  expect(statuses()).toEqual(['A stands: deactivated', 'C runs']);
});

test('a file that is refused keeps back no other, and stops no app: it may have been the file of any', async () => {
  await deploy({'a.siddhi': app('A')});
  const said = await deploy({'b.siddhi': app('B'), 'a.siddhi': 'define strem'});
  expect(said).toEqual([
    expect.stringMatching(/^error: a.siddhi was not deployed: .*line 1, column 8/s),
    'info: Siddhi App B deployed successfully',
  ]);
  expect(statuses()).toEqual(['A runs', 'B runs']);
});

test('of two files with one app the second is refused', async () => {
  expect(await deploy({'a.siddhi': app('A'), 'b.siddhi': app('A', 'sum(v) + 1')})).toEqual([
    'error: b.siddhi was not deployed: a.siddhi has an app A too',
    'info: Siddhi App A deployed successfully',
  ]);
});

test('a takeover knows what came from files and what was withdrawn', async () => {
  await deploy({'a.siddhi': app('A'), 'b.siddhi': app('B')});
  await deploy({'a.siddhi': app('A')});
  const before = machine.snapshot();
  machine = new AppMachine({idempotencyKeys: 10, idempotencyAgeMs: 1000});
  machine.restore(before);
  expect(statuses()).toEqual(['A runs', 'B stands: its file is gone from the folder of apps']);
  expect(await deploy({'a.siddhi': app('A'), 'b.siddhi': app('B')})).toEqual([
    'info: Siddhi App B deployed successfully',
  ]);
});
