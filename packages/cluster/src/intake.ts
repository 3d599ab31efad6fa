import type {TimerHandle} from '@tandem/base';
import {SubmitRefused, type Submitted} from './api.ts';
import type {Caller} from './commit-line.ts';
import {EntryTime} from './entry-time.ts';
import type {Lead} from './lead.ts';
import type {Entry} from './ports.ts';

const nothing = new Uint8Array(0);
/** Ticks appended in one go before other work gets its turn. */
const ticksPerTurn = 200;

/**
 * Gives inputs their sequence and time, and applies them at once; what they
 * cause leaves the node when they are committed. When no input comes, a tick
 * is appended at exactly the time of the machine's next timer.
 */
export class Intake {
  readonly #lead: Lead;
  #flushing = false;
  #tick: {at: number; timer: TimerHandle} | undefined;
  readonly #time: EntryTime;

  constructor(lead: Lead) {
    this.#lead = lead;
    const {wall, clock} = lead.ground.options;
    this.#time = new EntryTime(wall, clock);
  }
  /** `urgent`: also while too much waits. */
  submit(payload: Uint8Array, urgent = false): Promise<Submitted> {
    const lead = this.#lead;
    if (payload.length === 0) return refuse('notActive', 'an empty payload is a tick, which no caller may submit');
    if (!lead.ready || lead.draining || !lead.mayAct())
      return refuse('notActive', 'this node may not process right now');
    if (!urgent && this.#crowded()) return refuse('busy', 'too much is waiting to be committed or published');
    return new Promise((resolve, reject) => {
      this.#append(payload, this.#time.now(lead.lastTimestamp), {resolve, reject});
      this.#armTick();
    });
  }
  /** Appends the ticks that are due, and waits for the next. */
  ticks(): void {
    const lead = this.#lead;
    const {machine} = lead.ground.options;
    if (!lead.ready || lead.draining || !lead.mayAct() || this.#crowded()) return;
    const now = this.#time.now(lead.lastTimestamp);
    for (let n = 0; n < ticksPerTurn; n++) {
      const due = machine.nextDue();
      if (due === undefined || due > now) break;
      this.#append(nothing, Math.max(due, lead.lastTimestamp));
    }
    this.#armTick();
  }
  #crowded(): boolean {
    const {commits, retained, ground} = this.#lead;
    const {limits, publisher} = ground.options;
    return publisher.full || commits.cost > limits.queueBytes || retained.bytes > limits.queueBytes;
  }
  #append(payload: Uint8Array, timestamp: number, caller?: Caller): void {
    const lead = this.#lead;
    const entry: Entry = {sequence: lead.appended + 1, timestamp, epoch: lead.view.epoch, payload};
    lead.retained.push(entry);
    lead.appended = entry.sequence;
    lead.lastTimestamp = timestamp;
    lead.commits.add(entry, lead.ground.options.machine.apply(entry), caller);
    this.#flush();
  }
  /** Once for all entries of this turn. */
  #flush(): void {
    if (this.#flushing) return;
    this.#flushing = true;
    (this.#lead.ground.options.soon ?? queueMicrotask)(() => {
      this.#flushing = false;
      const {ground} = this.#lead;
      if (!ground.ended) ground.loudly(this.#lead.progress);
    });
  }
  /**
   * Only an earlier due time needs a new timer: one that fires too early just
   * looks again. What is overdue and could not be appended waits for the next heartbeat.
   */
  #armTick(): void {
    const {machine} = this.#lead.ground.options;
    const due = machine.nextDue();
    if (due === undefined || (this.#tick && this.#tick.at <= due)) return;
    this.#tick?.timer.cancel();
    const timer = this.#lead.ground.after(Math.max(due - this.#time.now(this.#lead.lastTimestamp), 1), () => {
      this.#tick = undefined;
      this.ticks();
    });
    this.#tick = {at: due, timer};
  }
}

function refuse(reason: 'notActive' | 'busy', message: string): Promise<Submitted> {
  return Promise.reject(new SubmitRefused(reason, message));
}
