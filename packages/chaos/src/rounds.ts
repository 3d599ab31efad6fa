import {seeded} from '@tandem/base';
import type {Wrong} from './check/outputs.ts';
import type {Fault, Lab} from './faults/fault.ts';
import type {Episode} from './faults/plan.ts';
import {eventually, pause} from './lab/eventually.ts';
import type {LabNode, RoleLine} from './lab/node.ts';
import {appName, totalsQuery} from './load/app.ts';
import type {Takeover} from './report.ts';

const tallyRows = 'SELECT client, events, total FROM tablesdb.Tally ORDER BY client';
/** How long a pair may take to be whole again once every fault has ended, ms. */
const recovery = 60_000;
/** Outputs may lag behind the answers by so much, ms. */
const outputsLag = 30_000;

export type RoundsOptions = {
  minutes: number;
  seed: number;
  /** What to do to the pair, without end; undefined: nothing. */
  episodes: Iterable<Episode> | undefined;
  checkEverySec: number;
  /** The app has a table in the database. */
  table: boolean;
};

/** Episode after episode until the time is over: a whole pair, one to three faults, a whole pair. */
export class Rounds {
  readonly #lab: Lab;
  readonly #options: RoundsOptions;
  readonly faults = new Map<string, number>();
  readonly takeovers: Takeover[] = [];
  readonly wrong: Wrong[] = [];
  episodes = 0;
  combined = 0;
  planned = 0;
  checks = 0;
  compared = 0;
  slowestRecoveryMs = 0;
  longestWaitMs = 0;
  #lines: RoleLine[] = [];

  constructor(lab: Lab, options: RoundsOptions) {
    this.#lab = lab;
    this.#options = options;
  }
  onRole(line: RoleLine): void {
    this.#lines.push(line);
  }

  /** Rejects when the pair is not whole again in time, or when a comparison fails: what follows would prove nothing. */
  async run(): Promise<void> {
    const {minutes, seed, episodes, checkEverySec} = this.#options;
    const {load, pair} = this.#lab;
    const random = seeded(seed);
    const end = performance.now() + minutes * 60_000;
    let checkedAt = performance.now();
    await load.ask({do: 'resume'});
    await pause(3000); // a load to fail under
    if (!episodes) {
      await pause(end - performance.now());
      return this.#check();
    }
    for (const episode of episodes) {
      const active = await pair.whole(recovery);
      if (performance.now() > end) break;
      await this.#episode(
        episode.map((part) => ({...part, fault: part.kind.plan(this.#lab, active, random)})),
        active,
      );
      await pause(200 + random.below(2500));
      if (performance.now() - checkedAt < checkEverySec * 1000) continue;
      await this.#check();
      await load.ask({do: 'resume'});
      checkedAt = performance.now();
    }
    await this.#check();
  }

  async #episode(parts: (Episode[number] & {fault: Fault})[], active: LabNode): Promise<void> {
    const {pair, load, say} = this.#lab;
    this.episodes++;
    if (parts.length > 1) this.combined++;
    this.#lines = [];
    await load.stats(); // forgets the waits so far
    const began = performance.now();
    const inflict = async ({kind, after, fault}: (typeof parts)[number]): Promise<void> => {
      await pause(after);
      say(`${String(this.episodes).padStart(4)}  ${kind.name}: ${fault.words}`);
      this.faults.set(kind.name, (this.faults.get(kind.name) ?? 0) + 1);
      await fault.inflict();
    };
    await Promise.all(parts.map(inflict));
    const ended = performance.now();
    const now = await pair.whole(recovery);
    const recoveredMs = performance.now() - ended;
    this.slowestRecoveryMs = Math.max(this.slowestRecoveryMs, recoveredMs);
    // A client that still tries a node that did not answer finds the other within an attempt's time.
    const stats = await eventually(recovery, 'the clients to be served', async () => {
      const seen = await load.stats();
      this.#waited = Math.max(this.#waited, seen.longestWaitMs, seen.waitingMs);
      return seen.waitingMs < 1000 ? seen : undefined;
    });
    const longestWaitMs = this.#waited;
    this.#waited = 0;
    this.longestWaitMs = Math.max(this.longestWaitMs, longestWaitMs);
    this.#account(parts, active, began, longestWaitMs);
    if (stats.wrong.length > 0) throw new Failed(stats.wrong);
    if (stats.failed > 0) throw new Failed(stats.failures.map((what) => ({kind: 'lost', what})));
    say(
      `      whole after ${Math.round(recoveredMs)} ms, ${now.host} is active; longest wait ${Math.round(longestWaitMs)} ms; ${stats.answered.toLocaleString('en')} events answered, ${stats.outputs.toLocaleString('en')} outputs, ${stats.repeatedOutputs} repeated`,
    );
  }
  #waited = 0;

  /** Each time that another node became active since the episode began. */
  #account(parts: readonly Episode[number][], active: LabNode, began: number, longestWaitMs: number): void {
    let before = active;
    let won: RoleLine | undefined;
    for (const line of this.#lines) {
      if (line.what === 'took the row') won = line;
      if (line.what !== 'active') continue;
      const by = parts[0]?.kind.name ?? '';
      if (by.startsWith('stop-active')) this.planned++;
      if (line.node !== before || parts.some(({kind}) => kind.name.endsWith('-both'))) {
        const rowAt = won?.node === line.node ? won.at : line.at;
        this.takeovers.push({
          by,
          detectionMs: rowAt - began,
          takeoverMs: line.at - rowAt,
          longestWaitMs,
          alone: parts.length === 1,
        });
      }
      before = line.node;
    }
  }

  /** Stops the load and compares everything so far with a run without failure. */
  async #check(): Promise<void> {
    const {database, load, pair, say} = this.#lab;
    await load.ask({do: 'pause'});
    let wrong: Wrong[] = [];
    try {
      await eventually(
        outputsLag,
        'the last outputs',
        async () => {
          const active = await pair.whole(recovery);
          const answer = await active.query(appName, totalsQuery);
          if (answer.status !== 200) return undefined;
          const {records} = JSON.parse(answer.text) as {records: unknown};
          const tally = this.#options.table ? await database.rows(tallyRows) : undefined;
          const checked = await load.check(records, tally);
          wrong = checked.wrong;
          if (wrong.length > 0) return undefined;
          this.compared += checked.compared;
          return true;
        },
        500,
      );
    } catch (error) {
      if (wrong.length === 0) throw error;
      throw new Failed(wrong);
    }
    const {wrong: met} = await load.stats();
    if (met.length > 0) throw new Failed(met);
    this.checks++;
    say(
      `      compared: ${this.compared.toLocaleString('en')} outputs and the table are those of a run without failure`,
    );
  }
}

/** The pair broke a promise. */
export class Failed extends Error {
  override readonly name = 'Failed';
  readonly wrong: readonly Wrong[];
  constructor(wrong: readonly Wrong[]) {
    super(wrong.map(({kind, what}) => `${kind}: ${what}`).join('\n'));
    this.wrong = wrong;
  }
}
