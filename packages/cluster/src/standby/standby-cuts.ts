import {differing} from '../checks.ts';
import {type Ground, Patience} from '../ground.ts';
import {inTurns} from '../in-turns.ts';
import {cutPace, type Pace} from '../pace.ts';
import type {CutOrder, Saved, SaveOrder} from '../messages.ts';
import type {Cut, SnapshotPart, StateCheck, StateCut} from '../ports.ts';

type Order = CutOrder & {active: string};
type At = {epoch: number; sequence: number};
/** `state` is open until it is compared; `parts`: once they are written. */
type Taken = {
  at: Omit<Cut, 'parts'>;
  active: string;
  state: StateCut;
  parts: SnapshotPart[] | undefined;
  checks: readonly StateCheck[];
};

/**
 * Snapshots that a passive takes for its active: makes a cut of its own state,
 * writes it while entries go on, compares it with what the active says of its
 * own, and saves it, in the active's name and under its fence,
 * once the active says that nobody needs the entries up to there any more.
 */
export class StandbyCuts {
  readonly #ground: Ground;
  readonly #pace: Pace;
  readonly #patience: Patience;
  readonly #diverged: (detail: string, sequence: number) => void;
  #order: Order | undefined;
  #taken: Taken | undefined;
  /** The active's word on the newest order. */
  #told: number | undefined;

  /** `fill`: how much of what the queue may hold until the next snapshot it holds already. */
  constructor(ground: Ground, fill: () => number, diverged: (detail: string, sequence: number) => void) {
    this.#ground = ground;
    this.#pace = cutPace(fill);
    this.#diverged = diverged;
    this.#patience = new Patience(ground.options.timings.statementTimeout);
  }
  /** The machine starts anew. */
  drop(): void {
    const open = this.#order ?? this.#taken?.at;
    this.#order = undefined;
    this.#forget();
    if (open) this.refuse(open, 'it starts anew from a snapshot');
  }
  refuse({epoch, sequence}: At, detail: string): void {
    this.#answer({epoch, sequence, outcome: 'failed', detail});
  }
  /** The machine is at `applied`: not above the cut, as what comes after it was sent after the order. */
  wanted(order: Order, applied: number, timestamp: number): void {
    this.#forget();
    this.#told = undefined;
    if (applied > order.sequence) return this.refuse(order, `it is at ${applied} already`);
    // Those of an active of version 2 are of another form: nothing is compared with it.
    this.#order = {...order, checks: []};
    this.reached(applied, timestamp);
  }
  /** The machine has applied this entry, and no more. */
  reached(sequence: number, timestamp: number): void {
    const order = this.#order;
    if (!order || sequence < order.sequence) return;
    this.#order = undefined;
    const {machine} = this.#ground.options;
    const {epoch, active, checks} = order;
    const state = machine.cut();
    const taken: Taken = {at: {sequence, timestamp, epoch}, active, state, parts: undefined, checks};
    this.#taken = taken;
    void this.#inTurns(taken, state.parts()).then((written) => {
      if (!written) return;
      taken.parts = written.value;
      this.#save();
    });
  }
  /** Comes before or after the machine has reached the cut. */
  save({epoch, sequence, checks}: SaveOrder): void {
    const expected = this.#order ?? this.#taken?.at;
    if (expected?.epoch !== epoch || expected.sequence !== sequence)
      return this.refuse({epoch, sequence}, 'it has no copy of that state');
    if (this.#order && checks.length > 0) this.#order = {...this.#order, checks};
    if (this.#taken && checks.length > 0) this.#taken.checks = checks;
    this.#told = sequence;
    this.#save();
  }
  /** Once it is written, and the active has given its word. */
  #save(): void {
    const taken = this.#taken;
    if (!taken?.parts || !this.#ground.rules.maySaveCut(taken.at.sequence, this.#told)) return;
    const {parts} = taken;
    void this.#compare(taken).then((same) => {
      if (same) this.#store(taken, {...taken.at, parts});
    });
  }
  async #compare(taken: Taken): Promise<boolean> {
    const different = await differing(
      taken.checks,
      async (part) => (await this.#inTurns(taken, taken.state.checksum(part)))?.value,
    );
    if (this.#taken !== taken) return false;
    this.#forget();
    if (!different) return true;
    const {part, isHere} = different;
    const {epoch, sequence} = taken.at;
    const where = `${part.app === '' ? 'the machine itself' : `app ${part.app}`}, ${part.operator}`;
    const detail = `${where}: ${isHere ? 'another state' : 'no such state here'} at entry ${sequence}`;
    this.#answer({epoch, sequence, outcome: 'diverged', detail});
    this.#diverged(detail, sequence);
    return false;
  }
  #store({active}: Taken, cut: Cut): void {
    this.#ground.ask(
      this.#patience.ms,
      () => this.#ground.options.snapshots.save({epoch: cut.epoch, active}, cut),
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
  /** Undefined when the cut is not wanted any more. */
  async #inTurns<T>(taken: Taken, steps: Generator<void, T>): Promise<{value: T} | undefined> {
    const done = await inTurns(this.#ground, this.#pace, steps, () => this.#taken !== taken);
    return this.#taken === taken ? done : undefined;
  }
  #forget(): void {
    this.#taken?.state.close();
    this.#taken = undefined;
  }
  #answer(saved: Omit<Saved, 'kind'>): void {
    this.#ground.send({kind: 'saved', ...saved});
  }
}
