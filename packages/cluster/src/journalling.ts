import {dataStatements} from './ground.ts';
import type {Lead} from './lead.ts';

/**
 * Group commit into the journal table: one statement at a time, the next one
 * fills meanwhile. From the first entry that is not durable, so the table
 * follows on the newest snapshot without a gap. Only after a takeover, when
 * this node is the keeper of what its predecessor had committed, that backlog
 * is written beside what is new.
 */
export class Journalling {
  readonly #lead: Lead;
  readonly #writing = {next: false, backlog: false};

  constructor(lead: Lead) {
    this.#lead = lead;
  }
  /** A sure keeper that answers makes the table needless, unless it is asked for. */
  wanted(): boolean {
    const {ground, view, peer} = this.#lead;
    const {durability, timings} = ground.options;
    if (durability === 'database') return true;
    if (!ground.rules.countsPromises(view) || !peer || peer.incarnation !== view.keeper || peer.leaving) return true;
    return ground.now - peer.heardAt >= timings.promise;
  }
  pump(): void {
    const {ground, ready} = this.#lead;
    if (ground.ended || !ready || !this.wanted()) return;
    const {durable, backlog, ahead, mayLeaveGap} = this.#lead;
    if (durable >= backlog) return this.#write('next', durable + 1, this.#lead.appended);
    this.#write('backlog', durable + 1, backlog);
    if (mayLeaveGap) this.#write('next', Math.max(backlog, ahead) + 1, this.#lead.appended);
  }
  #write(what: 'next' | 'backlog', from: number, upTo: number): void {
    const {ground, retained} = this.#lead;
    if (this.#writing[what] || from > upTo) return;
    const {limits, journal, timings} = ground.options;
    const entries = retained.slice(from, Math.min(limits.batchEntries, upTo - from + 1), limits.batchBytes);
    const last = from + entries.length - 1;
    this.#writing[what] = true;
    if (from > this.#lead.durable + 1) this.#lead.sentAhead = Math.max(this.#lead.sentAhead, last);
    ground.ask(
      timings.statementTimeout * dataStatements,
      () => journal.append(this.#lead.fence, entries),
      (outcome) => {
        this.#writing[what] = false;
        if (outcome.kind === 'unknown') {
          ground.troubles.begin('journal', `entries not written, ${outcome.reason}`);
          ground.after(timings.heartbeat / 2, () => this.pump());
          return;
        }
        if (!outcome.value) return this.#lead.deposed('the journal is fenced');
        ground.troubles.over('journal');
        if (from > this.#lead.durable + 1) this.#lead.ahead = last;
        else this.#lead.journalled = Math.max(this.#lead.journalled, last);
        this.#lead.progress();
      },
    );
  }
}
