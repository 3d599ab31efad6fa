import type {Applied, Entry, Output, SnapshotPart} from '@tandem/cluster';
import {decodeEntries, encodeEntries} from '@tandem/wire';
import {encodeInput, type Input} from '../input.ts';
import {AppMachine} from '../machine.ts';
import type {OutputBody} from '../output-body.ts';
import type {Reply} from '../reply.ts';

export const newMachine = (): AppMachine => new AppMachine({idempotencyKeys: 100, idempotencyAgeMs: 60_000});

/** An output as its sink would show it: id, and the rows or the line. */
type Shown = {id: string; rows: unknown};
const shown = (outputs: readonly Output[]): Shown[] =>
  outputs.map(({id, body}) => {
    const what = body as OutputBody;
    return {
      id,
      rows:
        what.kind === 'payload' ? what.events.map((event) => event.data) : what.kind === 'line' ? what.message : null,
    };
  });

/** An active machine, and beside it what its passive and the database would hold: frames of entries, and the newest snapshot. */
export class Twin {
  readonly machine = newMachine();
  #sequence = 0;
  #frames: Uint8Array[] = [];
  #parts: SnapshotPart[] = [];
  #cut = 0;
  /** What the active published, in order. */
  readonly published: Shown[] = [];

  apply(timestamp: number, input?: Input): Applied {
    const payload = input ? encodeInput(input) : new Uint8Array();
    const entry: Entry = {sequence: ++this.#sequence, timestamp, epoch: 1, payload};
    this.#frames.push(encodeEntries([entry]));
    const applied = this.machine.apply(entry);
    this.published.push(...shown(applied.outputs));
    return applied;
  }
  reply(timestamp: number, input: Input): Reply {
    return this.apply(timestamp, input).reply as Reply;
  }
  deploy(text: string, timestamp = 0): Reply {
    return this.reply(timestamp, {kind: 'deploy', text, mode: 'put', file: ''});
  }
  snapshot(): void {
    this.#parts = this.machine.snapshot().map(({app, bytes}) => ({app, bytes: bytes.slice()}));
    this.#cut = this.#sequence;
  }
  /** The entries as a passive holds them: what came over the link, decoded. */
  queued(): Entry[] {
    return this.#frames.flatMap((frame) => decodeEntries(frame));
  }
  /** Another process takes over: the snapshot, then the queue. Answers its machine and what the replay would publish. */
  takeover(change: (parts: SnapshotPart[]) => SnapshotPart[] = (parts) => parts): {
    machine: AppMachine;
    replayed: Shown[];
  } {
    const machine = newMachine();
    machine.restore(change(this.#parts));
    const replayed = this.queued()
      .filter((entry) => entry.sequence > this.#cut)
      .flatMap((entry) => shown(machine.apply(entry).outputs));
    return {machine, replayed};
  }
}

export const events = (
  app: string,
  stream: string,
  rows: Extract<Input, {kind: 'events'}>['chunks'][0]['rows'],
  key = '',
): Input => ({
  kind: 'events',
  app,
  stream,
  chunks: [{rows}],
  key,
});
