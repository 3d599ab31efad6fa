import {must} from '@tandem/base';
import type {ClusterStore, Fence, Journal, LeaderRow, SnapshotStore} from '@tandem/cluster';
import {expect} from 'vitest';

/** What a backend opens: the stores of one group, as one node holds them. */
export type StoreHandle = {store: ClusterStore; journal: Journal; snapshots: SnapshotStore; close: () => Promise<void>};

/**
 * One database as the suite needs it. `open`: a new handle on the stores of a
 * group; the suite prepares and closes it. `damage`: flips bytes in the stored
 * part of `app` at the cut `sequence`, past the store's back.
 */
export type StoreUnderTest = {
  open(group: string): Promise<StoreHandle>;
  damage(group: string, sequence: number, app: string): Promise<void>;
  stop(): Promise<void>;
};

export const leaseMs = 60_000;
export const isolationMs = 60_000;
/** A lease that was over before it began. */
export const over = -1000;

/** A database, and for each test a fresh group with two handles on it, as two nodes would have them. */
export class StoreContext {
  #database: StoreUnderTest | undefined;
  #handles: StoreHandle[] = [];
  #groups = 0;

  get database(): StoreUnderTest {
    return must(this.#database, 'the suite has started');
  }
  get group(): string {
    return `group-${this.#groups}`;
  }
  get a(): StoreHandle {
    return must(this.#handles[0], 'a test has begun');
  }
  get b(): StoreHandle {
    return must(this.#handles[1], 'a test has begun');
  }
  async start(database: Promise<StoreUnderTest>): Promise<void> {
    this.#database = await database;
  }
  async stop(): Promise<void> {
    await this.#database?.stop();
  }
  async begin(): Promise<void> {
    this.#groups++;
    await this.reopen();
  }
  async end(): Promise<void> {
    await Promise.all(this.#handles.splice(0).map((handle) => handle.close()));
  }
  /** Two new handles on the same group, prepared at the same time, as at each start of a pair. */
  async reopen(): Promise<void> {
    await this.end();
    this.#handles = await Promise.all([this.database.open(this.group), this.database.open(this.group)]);
    await Promise.all(this.#handles.map((handle) => handle.store.prepare()));
  }
  async row(): Promise<LeaderRow> {
    return (await this.b.store.readLeader()).row;
  }
  /** `who` becomes active in epoch 1, rev 0, with a lease of `lease` ms. */
  async lead(who = 'A', lease = leaseMs): Promise<Fence> {
    expect(await this.a.store.acquireAsOther({epoch: 0, rev: 0, me: who, leaseMs: lease, isolationMs})).toBe(true);
    return {epoch: 1, active: who};
  }
  /** As `lead` by A, and `keeper` is registered: rev 1. */
  async leadWith(keeper = 'P', lease = leaseMs): Promise<Fence> {
    const fence = await this.lead('A', lease);
    expect(await this.a.store.register({epoch: 1, rev: 0, active: 'A', keeper})).toBe(true);
    return fence;
  }
  /** The statement is refused and leaves the row as it was. */
  async refused(statement: Promise<boolean>): Promise<void> {
    const before = await this.row();
    expect(await statement).toBe(false);
    expect(await this.row()).toStrictEqual(before);
  }
}
