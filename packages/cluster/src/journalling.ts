import {dataStatements} from './ground.ts';
import type {Lead} from './lead.ts';

/**
 * Group commit into the journal table: one statement at a time, the next one
 * fills meanwhile. Always from the first entry that is not durable, so the
 * table follows on the newest snapshot without a gap.
 */
export class Journalling {
  readonly #lead: Lead;
  #writing = false;

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
    const {ground, durable, retained, appended} = this.#lead;
    if (this.#writing || ground.ended || !this.#lead.ready || durable >= appended || !this.wanted()) return;
    const {limits, journal, timings} = ground.options;
    const entries = retained.slice(durable + 1, limits.batchEntries, limits.batchBytes);
    const last = durable + entries.length;
    this.#writing = true;
    ground.ask(
      timings.statementTimeout * dataStatements,
      () => journal.append(this.#lead.fence, entries),
      (outcome) => {
        this.#writing = false;
        if (outcome.kind === 'unknown') {
          ground.troubles.begin('journal', `entries not written, ${outcome.reason}`);
          ground.after(timings.heartbeat / 2, () => this.pump());
          return;
        }
        if (!outcome.value) return this.#lead.deposed('the journal is fenced');
        ground.troubles.over('journal');
        this.#lead.journalled = Math.max(this.#lead.journalled, last);
        this.#lead.progress();
      },
    );
  }
}
