import {must} from '@tandem/base';
import {crc32} from '@tandem/wire';
import type {Applied, Entry, Machine, Output, SnapshotPart, StateCut, StatePart} from '../ports.ts';
import type {Canon, Step} from './canon.ts';

type Timer = {due: number; key: string};
type State = {total: number; count: number; last: number; seen: Record<string, number>; timers: Timer[]; step: number};

const encoder = new TextEncoder();
const decoder = new TextDecoder();

const empty = (): State => ({total: 0, count: 0, last: 0, seen: {}, timers: [], step: 0});

/** `client`:`number`:`value`:`delay`; a delay above 0 sets a timer of that many ms. */
export const encodeInput = (client: string, number: number, value: number, delay: number): Uint8Array =>
  encoder.encode(`${client}:${number}:${value}:${delay}`);

/** A number, not a text: it is made at each entry. */
const digest = ({total, count, timers}: State): number =>
  timers.reduce((sum, {due}) => (Math.imul(sum, 31) + due) | 0, (Math.imul(total, 31) + count) | 0);

/**
 * A small deterministic application: a running total with one output per new
 * input, alarms by timer, and a memory of each client's newest number that
 * makes a repeated input harmless. Every step is told to the canon.
 */
export class ToyMachine implements Machine {
  readonly #canon: Canon;
  #state: State = empty();
  #step: Step;
  /** Snapshots are of a later version, or of classes that are no more. */
  unreadable = false;
  /** A bit that tipped over in the memory of this node. */
  tipped = 0;
  /** How much there is to write of a cut: more steps than one turn has. */
  cutSteps = 250;

  constructor(canon: Canon) {
    this.#canon = canon;
    this.#step = canon.root;
  }
  /** Where this machine's history has got to. */
  get step(): Step {
    return this.#step;
  }
  get seen(): Readonly<Record<string, number>> {
    return this.#state.seen;
  }
  apply(entry: Entry): Applied {
    const s = this.#state;
    const outputs: Output[] = [];
    const emit = (sink: string, body: string): void => {
      outputs.push({id: `toy/${sink}/${entry.sequence}.${outputs.length}`, sink, body});
    };
    const due = this.nextDue();
    if (
      !this.#canon.waived &&
      entry.payload.length === 0 &&
      (due === undefined || entry.timestamp !== Math.max(due, s.last))
    ) {
      this.#canon.violate(`tick at ${entry.timestamp}, but the next timer is due at ${due}`);
    }
    for (let timer = s.timers[0]; timer && timer.due <= entry.timestamp; timer = s.timers[0]) {
      s.timers.shift();
      emit('alarm', `${timer.key}@${timer.due}=${s.total}`);
    }
    let reply: unknown;
    if (entry.payload.length > 0) {
      const [client, number, value, delay] = decoder.decode(entry.payload).split(':');
      const n = Number(number);
      const name = must(client, 'a client');
      if (n <= (s.seen[name] ?? 0)) reply = 'repeated';
      else {
        s.seen[name] = n;
        s.total += Number(value);
        s.count++;
        emit('total', `${name}:${n}=${s.total}`);
        if (Number(delay) > 0) {
          const timer = {due: entry.timestamp + Number(delay), key: `${name}:${n}`};
          const later = s.timers.findIndex((t) => t.due > timer.due);
          s.timers.splice(later < 0 ? s.timers.length : later, 0, timer);
        }
        reply = s.total;
      }
    }
    s.last = entry.timestamp;
    this.#step = this.#canon.applied(this.#step, entry, outputs, digest(s));
    s.step = this.#step.id;
    return {outputs, reply};
  }
  nextDue(): number | undefined {
    return this.#state.timers[0]?.due;
  }
  /** Takes several turns to be written, as a large state would. */
  cut(): StateCut {
    const parts = [{app: 'toy', bytes: encoder.encode(JSON.stringify(this.#state))}];
    const {cutSteps} = this;
    const sums = new Map(this.parts().map(({operator}) => [operator, this.#checksum(operator)]));
    return {
      *parts() {
        yield* slowly(cutSteps);
        return parts;
      },
      *checksum({operator}) {
        yield* slowly(cutSteps);
        return sums.get(operator);
      },
      close() {},
    };
  }
  parts(): StatePart[] {
    return ['totals', 'timers', 'seen'].map((operator) => ({app: 'toy', operator}));
  }
  #checksum(operator: string): {sum: number; bytes: number} | undefined {
    const {total, count, timers, seen} = this.#state;
    const states: Record<string, unknown> = {totals: [total, count, this.tipped], timers, seen};
    const text = JSON.stringify(states[operator]);
    return text === undefined ? undefined : {sum: crc32(encoder.encode(text)), bytes: text.length};
  }
  *restoreSteps(parts: readonly SnapshotPart[]): Generator<void, void> {
    yield* slowly(250);
    this.restore(parts);
  }
  restore(parts: readonly SnapshotPart[]): void {
    const part = parts[0];
    if (part && this.unreadable) throw new Error('snapshot format is unknown');
    this.tipped = 0;
    this.#state = part ? (JSON.parse(decoder.decode(part.bytes)) as State) : empty();
    this.#step = this.#canon.stepById(this.#state.step);
  }
}

function* slowly(steps: number): Generator<void, void> {
  for (let step = 0; step < steps; step++) yield;
}
