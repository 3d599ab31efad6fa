import {spawn} from 'node:child_process';
import {randomBytes} from 'node:crypto';
import {once} from 'node:events';
import {fileURLToPath} from 'node:url';
import {must} from '@tandem/base';
import {PeerLink} from '@tandem/runtime/link';
import {encode, encodeEntries} from '@tandem/wire';
import {stockEvents} from '../events.ts';
import {cpuTime} from './cpu-time.ts';
import {quiet} from './quiet.ts';
import type {IngestEffort} from './under-load.ts';

/** `frame`: entries of each. `entries`: a second. CPU in microseconds an entry. */
export type LinkRow = {frame: number; entries: number; bytes: number; cpu: {sender: number; receiver: number}};

export type ReceiverJob = {secret: string; port: number};

/** What the event link carries when nothing else is done: this process sends, a second one decodes and acknowledges. */
export async function linkAlone(frame: number, {warm, measure}: IngestEffort): Promise<LinkRow> {
  const secret = randomBytes(16).toString('hex');
  const link = new PeerLink({
    nodeId: 'a',
    incarnation: 'a',
    groupId: 'link',
    secret,
    host: '127.0.0.1',
    port: 0,
    peers: async () => [],
    log: quiet,
  });
  const job: ReceiverJob = {secret, port: await link.open()};
  const program = fileURLToPath(new URL('link-receiver.ts', import.meta.url));
  const receiver = spawn(process.execPath, [program, JSON.stringify(job)], {stdio: ['pipe', 'ignore', 'inherit']});
  try {
    await Promise.race([new Promise<void>((resolve) => link.watch((up) => up && resolve())), ended(receiver)]);
    const payloads = stockEvents(1000).map((row) => encode([1, 'e', 'Ingest', 'StockStream', '', [[[row]]]]));
    let sequence = 0;
    const next = (): void => {
      const entries = Array.from({length: frame}, () => {
        sequence++;
        const payload = must(payloads[sequence % payloads.length], 'a payload');
        return {sequence, timestamp: sequence, epoch: 1, payload};
      });
      link.send(encodeEntries(entries));
    };
    link.receive(next);
    next();
    const reading = () => ({
      at: performance.now(),
      sequence,
      bytes: link.sentBytes,
      own: process.cpuUsage(),
      theirs: cpuTime(must(receiver.pid, 'a process that runs')),
    });
    const wait = (seconds: number): Promise<unknown> =>
      Promise.race([new Promise((resolve) => setTimeout(resolve, seconds * 1000)), ended(receiver)]);
    await wait(warm);
    const from = reading();
    await wait(measure);
    const to = reading();
    const entries = to.sequence - from.sequence;
    const own = to.own.user + to.own.system - from.own.user - from.own.system;
    return {
      frame,
      entries: (entries * 1000) / (to.at - from.at),
      bytes: (to.bytes - from.bytes) / entries,
      cpu: {sender: own / entries, receiver: ((to.theirs - from.theirs) * 1e6) / entries},
    };
  } finally {
    receiver.removeAllListeners('exit');
    receiver.kill();
    await link.close();
  }
}

async function ended(receiver: ReturnType<typeof spawn>): Promise<never> {
  await once(receiver, 'exit');
  throw new Error('the receiver of the link has ended');
}
