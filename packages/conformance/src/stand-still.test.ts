import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {readFileSync} from 'node:fs';
import {expect, test} from 'vitest';
import {standStill} from './stand-still.ts';

test.runIf(process.platform === 'linux')(
  'a process that was busy stands when the call returns, and can go on',
  async () => {
    const child = spawn(process.execPath, ['-e', 'process.stdout.write("up"); for (;;) {}']);
    await once(child.stdout, 'data');
    const pid = child.pid!;
    try {
      for (let i = 0; i < 20; i++) {
        standStill(pid);
        expect(readFileSync(`/proc/${pid}/stat`, 'utf8')).toMatch(/\) T /);
        child.kill('SIGCONT');
      }
    } finally {
      child.kill('SIGKILL');
    }
  },
);
