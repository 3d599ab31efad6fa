import {setImmediate} from 'node:timers/promises';
import type {Entry, Fence, Journal} from '@tandem/cluster';
import {type Database} from './database.ts';
import {holds} from './fence.ts';

/** Deleted at once, on the thread that everything else runs on: two milliseconds of large rows. */
const trimRows = 500;

/** One row an entry. */
export class SqliteJournal implements Journal {
  readonly #database: Database;
  readonly #group: string;

  constructor(database: Database, group: string) {
    this.#database = database;
    this.#group = group;
  }
  async append(fence: Fence, entries: readonly Entry[]): Promise<boolean> {
    return this.#database.transaction(() => {
      if (!holds(this.#database, this.#group, fence)) return false;
      for (const entry of entries) this.#insert(entry);
      return true;
    });
  }
  async read(after: number, limit: number): Promise<Entry[]> {
    const rows = this.#database.all(
      `SELECT sequence, timestamp, epoch, payload FROM journal
       WHERE group_id = $group AND sequence > $after ORDER BY sequence LIMIT $limit`,
      {group: this.#group, after, limit},
    );
    return rows.map((row) => ({...row}) as Entry);
  }
  /** In steps, with whatever else is to be done between them: a minute's entries at once would stop the node for most of a second. */
  async trim(fence: Fence, upTo: number): Promise<boolean> {
    for (;;) {
      const more = this.#database.unsynced(() => this.#database.transaction(() => this.#trimSome(fence, upTo)));
      if (more !== true) return more === false;
      await setImmediate();
    }
  }
  /** Deletes the oldest. False when there was nothing left to delete, undefined when the fence does not hold. */
  #trimSome(fence: Fence, upTo: number): boolean | undefined {
    if (!holds(this.#database, this.#group, fence)) return undefined;
    const group = this.#group;
    const row = this.#database.get('SELECT MIN(sequence) AS oldest FROM journal WHERE group_id = $group', {group});
    const oldest = row?.['oldest'];
    if (typeof oldest !== 'number' || oldest > upTo) return false;
    const to = Math.min(upTo, oldest + trimRows - 1);
    this.#database.run('DELETE FROM journal WHERE group_id = $group AND sequence <= $to', {group, to});
    return to < upTo;
  }
  /** An entry of another epoch under the same number would mean two histories: nothing is written then. */
  #insert({sequence, timestamp, epoch, payload}: Entry): void {
    const values = {group: this.#group, sequence, epoch};
    const inserted = this.#database.run(
      `INSERT INTO journal (group_id, sequence, epoch, timestamp, payload)
       VALUES ($group, $sequence, $epoch, $timestamp, $payload) ON CONFLICT DO NOTHING`,
      {...values, timestamp, payload},
    );
    if (inserted > 0) return;
    const there = this.#database.get('SELECT epoch FROM journal WHERE group_id = $group AND sequence = $sequence', {
      group: this.#group,
      sequence,
    });
    if (there?.['epoch'] !== epoch)
      throw new Error(`the journal holds sequence ${sequence} of epoch ${String(there?.['epoch'])}, not ${epoch}`);
  }
}
