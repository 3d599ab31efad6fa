import {spawnSync} from 'node:child_process';
import {mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {createServer} from 'node:net';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {ports} from '../config/index.ts';
import {exitCodes} from '../node/exit.ts';
import {freeOffsets} from '../pair/free-offsets.ts';
import {build} from './build.ts';

let directory: string;
let outfile: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'tandem-build-'));
  ({outfile} = build(join(directory, 'dist')));
});
afterAll(() => rmSync(directory, {recursive: true, force: true}));

const secrets = {TANDEM_AUTH_PASSWORD: 'password', TANDEM_CLUSTER_SECRET: 'a secret of two nodes'};
function run(args: string[], env: Record<string, string>): {status: number | null; said: string} {
  const {status, stdout, stderr} = spawnSync(process.execPath, [outfile, ...args], {
    env,
    encoding: 'utf8',
    timeout: 20_000,
    cwd: directory,
  });
  return {status, said: stdout + stderr};
}

test('the server runs without anything beside it', () =>
  expect(run(['--help'], {}).said).toContain('Usage: tandem-node'));

test('the server can be read byte by byte: none of its characters needs two', () =>
  expect(readFileSync(join(directory, 'dist', 'server.js')).every((byte) => byte < 0x80)).toBe(true));

test('a wrong configuration ends with 78 and says what is wrong', () => {
  const file = join(directory, 'deployment.yaml');
  writeFileSync(file, 'node:\n  idd: a\n');
  expect(run(['--config', file], secrets)).toEqual({
    status: exitCodes.config,
    said: `${file}, line 2, node.idd: unknown key; did you mean node.id?\n`,
  });
  expect(run([], {})).toMatchObject({status: exitCodes.config, said: expect.stringContaining('TANDEM_AUTH_PASSWORD')});
  expect(run(['--config', 'nowhere.yaml'], secrets)).toMatchObject({
    status: exitCodes.config,
    said: expect.stringContaining('nowhere.yaml'),
  });
});

test('timings that break the protocol end with 78', () =>
  expect(run([], {...secrets, TANDEM_TIMING_LEASE: '1000'})).toMatchObject({
    status: exitCodes.config,
    said: expect.stringContaining('lease must be above'),
  }));

test('a database that does not answer in time ends with 69', () =>
  expect(
    run([], {
      ...secrets,
      TANDEM_DATABASE_KIND: 'mysql',
      TANDEM_DATABASE_HOST: '127.0.0.1',
      TANDEM_DATABASE_PORT: '1',
      TANDEM_DATABASE_WAIT_SEC: '0',
    }),
  ).toMatchObject({
    status: exitCodes.databaseDown,
    said: expect.stringContaining('the database at 127.0.0.1:1 did not answer within 0 s'),
  }));

test('a port in use ends with 75', async () => {
  const [offset] = await freeOffsets(5400);
  const taken = createServer();
  await new Promise<void>((resolve) => taken.listen(ports.http + offset, resolve));
  const env = {...secrets, TANDEM_PORTS_OFFSET: String(offset), TANDEM_DATABASE_PATH: join(directory, 't.db')};
  const ended = run([], env);
  await new Promise((resolve) => taken.close(resolve));
  expect(ended).toMatchObject({
    status: exitCodes.portInUse,
    said: expect.stringContaining(`port ${ports.http + offset} (http) is in use by another process`),
  });
});
