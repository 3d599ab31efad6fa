import type {Entry, Fence, Journal} from '@tandem/cluster';
import {type Database} from './database.ts';
import {holds} from './fence.ts';

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
  async trim(fence: Fence, upTo: number): Promise<boolean> {
    return this.#database.transaction(() => {
      if (!holds(this.#database, this.#group, fence)) return false;
      this.#database.run('DELETE FROM journal WHERE group_id = $group AND sequence <= $upTo', {
        group: this.#group,
        upTo,
      });
      return true;
    });
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
