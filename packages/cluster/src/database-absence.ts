import type {Lead} from './lead.ts';

/** How often it is told again while the database is away: this share of `isolation`. */
const tellings = 12;

/**
 * Tells, for as long as the active cannot renew its lease, how long it can go
 * on, again and again: an absence that nobody notices ends with nobody active.
 */
export class DatabaseAbsence {
  readonly #lead: Lead;
  #told: {at: number; goesOn: boolean} | undefined;

  constructor(lead: Lead) {
    this.#lead = lead;
  }
  /** A renewal had no reply. */
  failed(reason: string): void {
    const {ground, view} = this.#lead;
    const {now, rules, options, troubles} = ground;
    const goesOn = rules.mayAct(view, now);
    const words = `lease not renewed, ${reason}; ${this.#outlook(goesOn)}`;
    const due = this.#told !== undefined && now - this.#told.at >= options.timings.isolation / tellings;
    if (this.#told && (due || goesOn !== this.#told.goesOn)) options.log.error(`database: ${words}`);
    if (!this.#told || due || goesOn !== this.#told.goesOn) this.#told = {at: now, goesOn};
    troubles.begin('database', words);
  }
  over(): void {
    this.#told = undefined;
    this.#lead.ground.troubles.over('database');
  }
  #outlook(goesOn: boolean): string {
    const {ground, view} = this.#lead;
    const {now} = ground;
    if (!goesOn) return 'this node has stopped, and goes on when the database or the other node vouches for it again';
    const seconds = (until: number): string => `${Math.max(0, (until - now) / 1000).toFixed(1)} s`;
    // The promise is given anew with each heartbeat: what ends is the time without any contact with the database.
    if (view.promiseView > now)
      return `the other node vouches for this one, which stops in ${seconds(view.contactView)}`;
    return `nobody else vouches for this node, which stops in ${seconds(Math.min(view.leaseView, view.contactView))}`;
  }
}
