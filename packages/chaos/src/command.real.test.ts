import {execFile} from 'node:child_process';
import {fileURLToPath} from 'node:url';
import {promisify} from 'node:util';
import {expect, test} from 'vitest';
import {missing} from './missing.ts';
import type {Report} from './report.ts';

const lacks = await missing();
const script = fileURLToPath(new URL('../../../scripts/chaos.ts', import.meta.url));

test.skipIf(lacks !== undefined)(
  'a short run of the command breaks a real pair and accounts for everything',
  async () => {
    const words = ['--minutes', '0.1', '--seed', '1', '--faults', 'freeze-short,link-reset', '--rate', '300', '--json'];
    const {stdout} = await promisify(execFile)(process.execPath, [script, ...words], {timeout: 110_000});
    const report = JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as Report;
    expect(report).toMatchObject({seed: 1, lost: 0, doubled: 0, failedRequests: 0, otherWrongs: 0});
    expect(report.episodes).toBeGreaterThan(0);
    expect(report.events).toBeGreaterThan(300);
    expect(report.checks).toBeGreaterThan(0);
  },
  300_000,
);
