import {execFile, spawn} from 'node:child_process';
import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {DatabaseSync} from 'node:sqlite';
import {promisify} from 'node:util';
import {afterAll, expect, test} from 'vitest';
import {limitPages} from './checkpoints.ts';
import {openSqliteStores} from './index.ts';

const folder = mkdtempSync(join(tmpdir(), 'tandem-copying-'));
afterAll(() => rmSync(folder, {recursive: true}));

const payloadBytes = 100_000;
/** Leads `group` and appends entries of some 25 pages, `count` of them, each once the one before is answered, and says of each that it is. */
const writer = `
  import {openSqliteStores} from ${JSON.stringify(import.meta.resolve('./index.ts'))};
  const [path, group, count, close] = process.argv.slice(1);
  const stores = openSqliteStores({path, group, busyTimeoutMs: 20000, log: {error: (text) => console.error(text)}});
  await stores.store.prepare();
  await stores.store.acquireAsOther({epoch: 0, rev: 0, me: 'a', leaseMs: 1000, isolationMs: 0});
  const payload = new Uint8Array(${payloadBytes});
  for (let sequence = 1; sequence <= Number(count); sequence++) {
    await stores.journal.append({epoch: 1, active: 'a'}, [{sequence, timestamp: 1, epoch: 1, payload}]);
    console.log(sequence);
  }
  if (close) await stores.close();
`;
const program = (path: string, group: string, count: number, close = '') => [
  '--input-type=module',
  '-e',
  writer,
  path,
  group,
  String(count),
  close,
];
/** More than the log may hold. */
const many = Math.ceil((1.5 * limitPages * 4096) / payloadBytes);

async function sequences(path: string, group: string): Promise<number[]> {
  const file = new DatabaseSync(path);
  expect(file.prepare('PRAGMA integrity_check').get()).toEqual({integrity_check: 'ok'});
  file.close();
  const {journal, close} = openSqliteStores({path, group});
  const entries = await journal.read(0, 10_000);
  await close();
  for (const {payload} of entries) expect(payload.length).toBe(payloadBytes);
  return entries.map(({sequence}) => sequence);
}
const upTo = (last: number): number[] => Array.from({length: last}, (_, index) => index + 1);

test('a process killed while its log is copied back has lost nothing that was answered', async () => {
  const path = join(folder, 'killed.db');
  const child = spawn(process.execPath, program(path, 'g', 1_000_000), {stdio: ['ignore', 'pipe', 'pipe']});
  let [said, complaints] = ['', ''];
  child.stderr.setEncoding('utf8').on('data', (text: string) => (complaints += text));
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    said += text;
    // Some time after the log began anew for the first time.
    if (said.split('\n').length > many) child.kill('SIGKILL');
  });
  await new Promise((resolve) => child.once('close', resolve));
  expect([child.signalCode, complaints]).toEqual(['SIGKILL', '']);
  const answered = said.trimEnd().split('\n').map(Number);
  const kept = await sequences(path, 'g');
  expect(kept).toEqual(upTo(kept.length));
  // One may have been written and not be answered yet.
  expect(kept.length - answered.length).toBeOneOf([0, 1, 2]);
}, 30_000);

test('two processes that both write copy back in turn, end by themselves, and leave everything in one file', async () => {
  const path = join(folder, 'two.db');
  const run = promisify(execFile);
  // The second does not close its stores: the thread keeps no process alive.
  const [one, other] = await Promise.all([
    run(process.execPath, program(path, 'g', many / 2, 'close')),
    run(process.execPath, program(path, 'h', many / 2)),
  ]);
  const all = upTo(Math.floor(many / 2));
  for (const {stdout, stderr} of [one, other])
    expect([stderr, stdout.trimEnd().split('\n').map(Number)]).toEqual(['', all]);
  expect(await sequences(path, 'g')).toEqual(all);
  expect(await sequences(path, 'h')).toEqual(all);
}, 30_000);
