import type {Output} from '@tandem/cluster';
import type {OutputBody} from './output-body.ts';
import type {Refusal, Reply} from './reply.ts';

/** Where the machine is: its time, the entry that it applies, and what that entry says so far. */
export class Turn {
  /** ms since 1970: the entry's time, or that of what falls due before it. */
  now = 0;
  sequence = 0;
  /** Whether what is said counts: not between entries, nor while an app is brought back. */
  counts = false;
  #outputs: Output[] = [];
  /**
   * By sink; made for the entry's first output, and never cleared: V8 gives a cleared map a new table among the old objects
   * once the map is old, and only full collections take that.
   */
  #ordinals: Map<string, number> | undefined;

  begin(sequence: number): void {
    this.sequence = sequence;
    this.counts = true;
    this.#outputs = [];
    this.#ordinals = undefined;
  }
  /** What the entry has said, in order. */
  end(): Output[] {
    this.counts = false;
    return this.#outputs;
  }
  /** Named `<sink>/<sequence>.<n-th of this sink>`: the same on both nodes, and on each replay. */
  say(sink: string, body: OutputBody): void {
    if (!this.counts) return;
    this.#ordinals ??= new Map();
    const ordinal = (this.#ordinals.get(sink) ?? 0) + 1;
    this.#ordinals.set(sink, ordinal);
    this.#outputs.push({id: `${sink}/${this.sequence}.${ordinal}`, sink, body});
  }
  /** A line of the log. */
  note(app: string, level: string, message: string): void {
    this.say(`${app}/#log`, {kind: 'line', level, message});
  }
  done(app: string): Reply {
    return {ok: true, sequence: this.sequence, app, created: false, notes: []};
  }
  refuse(reason: Refusal, message: string): Extract<Reply, {ok: false}> {
    return {ok: false, sequence: this.sequence, reason, message};
  }
}
