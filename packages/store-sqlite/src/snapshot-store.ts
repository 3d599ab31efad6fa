import {must} from '@tandem/base';
import type {Cut, Fence, SnapshotPart, SnapshotStore} from '@tandem/cluster';
import type {Database} from './database.ts';
import {holds} from './fence.ts';
import {packed, unpacked} from './packed-part.ts';

type CutRow = {id: number; sequence: number; epoch: number; timestamp: number; parts: number};

/** A cut with its parts is one transaction. Parts carry checksums, since a file can be damaged below SQLite. */
export class SqliteSnapshotStore implements SnapshotStore {
  readonly #database: Database;
  readonly #group: string;

  constructor(database: Database, group: string) {
    this.#database = database;
    this.#group = group;
  }
  async save(fence: Fence, cut: Cut): Promise<boolean> {
    const {sequence, timestamp, epoch} = cut;
    const snapshots = await Promise.all(cut.parts.map((part) => packed(cut, part)));
    return this.#database.transaction(() => {
      if (!holds(this.#database, this.#group, fence)) return false;
      const saved = this.#database.get(
        `INSERT INTO cut (group_id, sequence, epoch, timestamp, parts)
         VALUES ($group, $sequence, $epoch, $timestamp, $parts) RETURNING id`,
        {group: this.#group, sequence, epoch, timestamp, parts: cut.parts.length},
      );
      for (const [ordinal, {app}] of cut.parts.entries())
        this.#database.run(
          `INSERT INTO part (cut_id, ordinal, app, revision, snapshot)
           VALUES ($id, $ordinal, $app, $revision, $snapshot)`,
          {
            id: Number(saved?.['id']),
            ordinal,
            app,
            revision: `${timestamp}__${app}`,
            snapshot: must(snapshots[ordinal], 'one snapshot for each part'),
          },
        );
      return true;
    });
  }
  async newest(onCorrupt?: (sequence: number, reason: string) => void): Promise<Cut | undefined> {
    for (const cut of this.#cuts()) {
      try {
        const {sequence, timestamp, epoch} = cut;
        return {sequence, timestamp, epoch, parts: await this.#parts(cut)};
      } catch (error) {
        // Pruned by the other process meanwhile: neither broken nor wanted.
        if (!this.#database.get('SELECT 1 FROM cut WHERE id = $id', {id: cut.id})) continue;
        onCorrupt?.(cut.sequence, error instanceof Error ? error.message : String(error));
      }
    }
    return undefined;
  }
  async newestSequence(): Promise<{sequence: number; epoch: number} | undefined> {
    const [cut] = this.#cuts();
    return cut && {sequence: cut.sequence, epoch: cut.epoch};
  }
  async prune(fence: Fence, keep: number): Promise<void> {
    this.#database.transaction(() => {
      if (!holds(this.#database, this.#group, fence)) return;
      // A cut saved twice, because the first answer got lost, is one revision.
      const kept = new Set<number>();
      for (const {id, sequence} of this.#cuts()) {
        if (!kept.has(sequence) && kept.size < keep) kept.add(sequence);
        else this.#database.run('DELETE FROM cut WHERE id = $id', {id});
      }
    });
  }
  /** Newest first. */
  #cuts(): CutRow[] {
    return this.#database.all(
      `SELECT id, sequence, epoch, timestamp, parts FROM cut
       WHERE group_id = $group ORDER BY sequence DESC, epoch DESC, id DESC`,
      {group: this.#group},
    ) as CutRow[];
  }
  async #parts(cut: CutRow): Promise<SnapshotPart[]> {
    const rows = this.#database.all('SELECT snapshot FROM part WHERE cut_id = $id ORDER BY ordinal', {id: cut.id});
    if (rows.length !== cut.parts) throw new Error(`${rows.length} of ${cut.parts} parts are there`);
    return Promise.all(rows.map((row) => unpacked(cut, row['snapshot'] as Uint8Array)));
  }
}
