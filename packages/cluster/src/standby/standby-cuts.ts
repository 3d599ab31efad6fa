import {type Ground, Patience} from '../ground.ts';
import type {CutOrder, Saved, SaveOrder} from '../messages.ts';
import type {Cut} from '../ports.ts';

type Order = CutOrder & {active: string};
type At = {epoch: number; sequence: number};

/**
 * Snapshots that a passive takes for its active: compares the states at the
 * cut, keeps a copy, and saves it, in the active's name and under its fence,
 * once the active says that nobody needs the entries up to there any more.
 */
export class StandbyCuts {
  readonly #ground: Ground;
  readonly #patience: Patience;
  readonly #diverged: (detail: string, sequence: number) => void;
  #order: Order | undefined;
  #taken: {cut: Cut; active: string} | undefined;
  /** The active's word on the newest order. */
  #told: number | undefined;

  constructor(ground: Ground, diverged: (detail: string, sequence: number) => void) {
    this.#ground = ground;
    this.#diverged = diverged;
    this.#patience = new Patience(ground.options.timings.statementTimeout);
  }
  /** The machine starts anew. */
  drop(): void {
    const open = this.#order ?? this.#taken?.cut;
    this.#order = this.#taken = undefined;
    if (open) this.refuse(open, 'it starts anew from a snapshot');
  }
  refuse({epoch, sequence}: At, detail: string): void {
    this.#answer({epoch, sequence, outcome: 'failed', detail});
  }
  /** The machine is at `applied`: not above the cut, as what comes after it was sent after the order. */
  wanted(order: Order, applied: number, timestamp: number): void {
    this.#taken = this.#told = undefined;
    if (applied > order.sequence) return this.refuse(order, `it is at ${applied} already`);
    this.#order = order;
    this.reached(applied, timestamp);
  }
  /** The machine has applied this entry, and no more. */
  reached(sequence: number, timestamp: number): void {
    const order = this.#order;
    if (!order || sequence < order.sequence) return;
    this.#order = undefined;
    const {machine} = this.#ground.options;
    const {epoch, active} = order;
    for (const {app, operator, sum} of order.checks) {
      const mine = machine.checksum({app, operator});
      if (mine?.sum === sum) continue;
      const where = `${app === '' ? 'the machine itself' : `app ${app}`}, ${operator}`;
      const detail = `${where}: ${mine ? 'another state' : 'no such state here'} at entry ${sequence}`;
      this.#answer({epoch, sequence, outcome: 'diverged', detail});
      return this.#diverged(detail, sequence);
    }
    this.#taken = {cut: {sequence, timestamp, epoch, parts: machine.snapshot()}, active};
    this.#save();
  }
  /** Comes before or after the machine has reached the cut. */
  save({epoch, sequence}: SaveOrder): void {
    const expected = this.#order ?? this.#taken?.cut;
    if (expected?.epoch !== epoch || expected.sequence !== sequence)
      return this.refuse({epoch, sequence}, 'it has no copy of that state');
    this.#told = sequence;
    this.#save();
  }
  #save(): void {
    const {rules, options} = this.#ground;
    if (!this.#taken || !rules.maySaveCut(this.#taken.cut.sequence, this.#told)) return;
    const {cut, active} = this.#taken;
    this.#taken = undefined;
    this.#ground.ask(
      this.#patience.ms,
      () => options.snapshots.save({epoch: cut.epoch, active}, cut),
      (outcome) => {
        if (outcome.kind === 'unknown') {
          this.#patience.failed(this.#ground.now - outcome.sent);
          return this.refuse(cut, outcome.reason);
        }
        this.#patience.worked();
        if (!outcome.value) return this.refuse(cut, 'the row names another active');
        this.#answer({epoch: cut.epoch, sequence: cut.sequence, outcome: 'saved', detail: ''});
      },
    );
  }
  #answer(saved: Omit<Saved, 'kind'>): void {
    this.#ground.send({kind: 'saved', ...saved});
  }
}
