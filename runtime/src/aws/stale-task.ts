import type {Clock} from '@tandem/base';
import type {Log, Member} from '@tandem/cluster';
import type {Tasks} from './ecs-tasks.ts';

/** A process that should no longer act: as the members table knew it. */
export type Suspect = {nodeId: string; incarnation: string; taskArn: string};

export type StaleTaskOptions = {
  /** The node's own task, which is never stopped. */
  own: {nodeId: string; taskArn: string};
  /** Rejects when the database does not answer. */
  members: () => Promise<Member[]>;
  /** The node at the other end of the event link; undefined while the link is down. */
  linkedTo: () => string | undefined;
  tasks: Tasks;
  clock: Clock;
  log: Log;
};

/** How long a suspect has to be silent, in the database and on the link, while this node looks on, ms. */
export const silence = 15_000;
/** Before the first look, so that every process that runs has written its row; between two looks; and for how long they go on, ms. */
const firstLook = 5000;
const lookEvery = 1000;
export const lookFor = 120_000;
/** A row that is younger was written by a process that runs, ms: several of its beats. */
const beats = 3000;

/**
 * Fencing in depth: asks ECS to stop the task of a process that was deposed
 * and has not noticed. It cannot harm the cluster's state, since the epoch
 * fences every write; but it is frozen or cut off, may wake up within a
 * delivery to a sink, and stands in the place of a passive node.
 *
 * Always holds: a process that beats in the members table, that is linked, or
 * that left or was replaced is never stopped; neither is this node's own task,
 * nor one that ECS does not call running. Failing is a warning.
 */
export class StaleTask {
  readonly #options: StaleTaskOptions;
  readonly #suspect: Suspect;
  #silentSince: number | undefined;
  #over = false;

  constructor(options: StaleTaskOptions, suspect: Suspect) {
    this.#options = options;
    this.#suspect = suspect;
  }
  /** Looks until the matter is settled. Never rejects. */
  async watch(): Promise<void> {
    const {own, clock, log} = this.#options;
    if (this.#suspect.taskArn === own.taskArn) return;
    const end = clock.now() + lookFor;
    try {
      for (let pause = firstLook; !this.#over && clock.now() < end; pause = lookEvery) {
        await new Promise<void>((resolve) => void clock.at(clock.now() + pause, resolve));
        if (await this.#look()) return await this.#stop();
      }
    } catch (error) {
      log.warn(`the stale task ${this.#suspect.taskArn} could not be stopped: ${reasonOf(error)}`, {
        nodeId: this.#suspect.nodeId,
      });
    }
  }
  /** This node stops, or is no longer the active one. */
  end(): void {
    this.#over = true;
  }

  /** True when the suspect has been silent for long enough. */
  async #look(): Promise<boolean> {
    const {members, linkedTo, clock} = this.#options;
    const rows = await members().catch(() => undefined);
    if (this.#over) return false;
    // A database that does not answer this node says nothing of the other one.
    if (!rows) return this.#notYet();
    const verdict = this.#judge(rows.find(({nodeId}) => nodeId === this.#suspect.nodeId));
    if (verdict === 'settled') this.#over = true;
    if (verdict !== 'silent' || linkedTo() === this.#suspect.nodeId) return this.#notYet();
    this.#silentSince ??= clock.now();
    return clock.now() - this.#silentSince >= silence;
  }
  #judge(row: Member | undefined): 'silent' | 'alive' | 'settled' {
    const {own, log} = this.#options;
    const {nodeId, incarnation} = this.#suspect;
    if (nodeId === own.nodeId) {
      // Its row is this node's by now; each beat of it would make it its own again.
      if (row?.incarnation !== incarnation || row.ageMs >= beats) return 'silent';
      log.warn(`two tasks call themselves ${nodeId}: ${this.#suspect.taskArn} runs too`);
      return 'settled';
    }
    if (row?.incarnation !== incarnation) return 'settled';
    return row.ageMs < beats ? 'alive' : 'silent';
  }
  #notYet(): false {
    this.#silentSince = undefined;
    return false;
  }

  async #stop(): Promise<void> {
    const {tasks, log} = this.#options;
    const {taskArn, nodeId, incarnation} = this.#suspect;
    const state = await tasks.state(taskArn);
    if (state !== 'running') return log.info(`the task of ${nodeId} that was deposed is gone`, {taskArn, state});
    if (this.#over) return undefined;
    await tasks.stop(taskArn, `Tandem: ${nodeId} was deposed and has been silent since`);
    log.warn(`stopped the stale task of ${nodeId}: it was deposed and has been silent since`, {taskArn, incarnation});
    return undefined;
  }
}

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
