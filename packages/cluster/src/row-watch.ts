import type {Lead} from './lead.ts';

/**
 * The active looks at its own row every lease: a renewal succeeds on a row of
 * the same epoch whatever its revision, also on one from an older backup. What
 * is in the tables beside it is older, too, so nothing that this node takes for
 * durable may be relied on.
 */
export class RowWatch {
  readonly #lead: Lead;

  constructor(lead: Lead) {
    this.#lead = lead;
  }
  start(): void {
    const {ground} = this.#lead;
    ground.after(ground.options.timings.lease, () => this.#look());
  }
  #look(): void {
    const {ground, view: known} = this.#lead;
    ground.ask(
      ground.options.timings.statementTimeout,
      () => ground.options.store.readLeader(),
      (outcome) => {
        if (outcome.kind === 'done' && ground.rules.isOlder(outcome.value.row, known))
          return this.#lead.deposed('the database went back');
        this.start();
      },
    );
  }
}
