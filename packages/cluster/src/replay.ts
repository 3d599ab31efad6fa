import type {Lead} from './lead.ts';
import type {Entry, Output} from './ports.ts';
import {costOf} from './entry-log.ts';
import {Retained} from './retained.ts';

const bytesPerTurn = 1 << 20;

/** Applies what a takeover finds, in order and at the recorded times, and publishes again what lies above the watermarks. */
export class Replay {
  readonly #lead: Lead;
  readonly #watermarks: Readonly<Record<string, number>>;
  #sinceTurn = 0;
  suppressed = 0;

  constructor(lead: Lead, watermarks: Readonly<Record<string, number>>) {
    this.#lead = lead;
    this.#watermarks = watermarks;
  }
  /** The next entry. */
  async take(entry: Entry): Promise<void> {
    const lead = this.#lead;
    this.skipTo(entry.sequence - 1);
    lead.retained.push(entry);
    lead.appended = entry.sequence;
    await this.apply(entry);
  }
  /** As `take`, of one that is retained already. */
  async apply(entry: Entry): Promise<void> {
    const lead = this.#lead;
    if (lead.ground.ended) await lead.ground.pause(0);
    lead.lastTimestamp = Math.max(lead.lastTimestamp, entry.timestamp);
    const applied = lead.ground.options.machine.apply(entry);
    const outputs = applied.outputs.filter((o) => this.isNew(o, entry.sequence));
    this.suppressed += applied.outputs.length - outputs.length;
    lead.commits.add(entry, {outputs});
    if (this.#isLong(entry)) await lead.ground.pause(0);
  }
  /** Nobody is known to have published it. */
  isNew(output: Output, sequence: number): boolean {
    return sequence > (this.#watermarks[output.sink] ?? 0);
  }
  /**
   * Entries up to `sequence` existed. Those that are nowhere to be found keep
   * their numbers: another entry under one of them would publish other outputs
   * under ids that are known. Nothing before the gap can be replicated any
   * more, so a snapshot is due.
   */
  skipTo(sequence: number): void {
    const lead = this.#lead;
    const missing = sequence - lead.appended;
    if (missing <= 0) return;
    lead.ground.troubles.note('entries lost', `${missing} up to sequence ${sequence} are nowhere to be found`);
    lead.retained = new Retained(sequence);
    lead.appended = lead.journalled = sequence;
    lead.gap = true;
  }
  /**
   * A long replay must not starve the renewals. Waiting at no other time also
   * means that nothing is applied once the incarnation is over: a pause that
   * is not needed any more never ends.
   */
  #isLong(entry: Entry): boolean {
    this.#sinceTurn += costOf(entry) * 8;
    if (this.#sinceTurn < bytesPerTurn) return false;
    this.#sinceTurn = 0;
    return true;
  }
}
