import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {spawnSync} from 'node:child_process';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {nodeFlags} from '../pair/node-flags.ts';
import {build} from './build.ts';

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'tandem-warm-up-test-'));
});
afterAll(() => rmSync(directory, {recursive: true, force: true}));

/** Whether V8 takes the code for the server beside it. */
const look = `
  const vm = require('node:vm'), fs = require('node:fs'), [, directory] = process.argv;
  const cachedData = fs.readFileSync(directory + '/server.compiled');
  const {cachedDataRejected} = new vm.Script(fs.readFileSync(directory + '/server.js', 'latin1'), {cachedData});
  process.stdout.write(String(cachedDataRejected));`;

test('the code that the image keeps serves a start under the flags of the image, and no other', () => {
  const dist = join(directory, 'dist');
  build(dist);
  const compiled = join(dist, 'server.compiled');
  const made = spawnSync(process.execPath, [join(dist, 'warm-up.mjs'), compiled], {encoding: 'utf8', timeout: 60_000});
  expect(made.stderr).toBe('');
  const rejected = (...flags: string[]): string =>
    spawnSync(process.execPath, [...flags, '-e', look, dist], {encoding: 'utf8', timeout: 20_000}).stdout;
  expect([rejected(...nodeFlags), rejected()]).toEqual(['false', 'true']);
}, 60_000);
