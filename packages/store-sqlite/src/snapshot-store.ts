import {setImmediate} from 'node:timers/promises';
import type {Cut, Fence, SnapshotPart, SnapshotStore} from '@tandem/cluster';
import type {Database} from './database.ts';
import {holds} from './fence.ts';
import {packed, unpacked} from './packed-part.ts';

type CutRow = {id: number; sequence: number; epoch: number; timestamp: number; parts: number};

/** Written in one statement, on the thread that everything else runs on. */
const pieceBytes = 1 << 18;
/** Pieces deleted in one statement: two milliseconds. */
const dropPieces = 16;

/**
 * Pieces first, a statement each; until they are all there the cut stands under
 * another group and is not seen. One that goes is not seen from then on either, and its pieces are deleted some at a time. Parts carry checksums, since a file can be damaged below SQLite.
 */
export class SqliteSnapshotStore implements SnapshotStore {
  readonly #database: Database;
  readonly #group: string;
  /** Where cuts stand that are being written, or never were to the end. */
  readonly #writing: string;
  /** Where they stand while their pieces are deleted. */
  readonly #dropped: string;

  constructor(database: Database, group: string) {
    this.#database = database;
    this.#group = group;
    this.#writing = `${group}#writing`;
    this.#dropped = `${group}#dropped`;
  }
  async save(fence: Fence, cut: Cut): Promise<boolean> {
    const id = this.#begin(fence, cut);
    if (id === undefined) return false;
    const {timestamp} = cut;
    for (const [ordinal, part] of cut.parts.entries()) {
      const snapshot = await packed(cut, part);
      for (let piece = 0; piece * pieceBytes < snapshot.length; piece++) {
        this.#database.touch(
          `INSERT INTO part (cut_id, ordinal, piece, app, revision, snapshot)
           VALUES ($id, $ordinal, $piece, $app, $revision, $snapshot)`,
          {
            id,
            ordinal,
            piece,
            app: part.app,
            revision: `${timestamp}__${part.app}`,
            snapshot: snapshot.subarray(piece * pieceBytes, (piece + 1) * pieceBytes),
          },
        );
        await setImmediate();
      }
    }
    await this.#database.settle();
    return this.#database.transaction(() => this.#show(fence, id));
  }
  /** Has it count, unless the fence does not hold: then it goes. */
  #show(fence: Fence, id: number): boolean {
    if (!holds(this.#database, this.#group, fence)) {
      this.#move({id}, this.#writing, this.#dropped);
      return false;
    }
    if (this.#move({id}, this.#writing, this.#group) === 0)
      throw new Error('the snapshot was overtaken by a newer one while it was written');
    return true;
  }
  #begin(fence: Fence, {sequence, timestamp, epoch, parts}: Cut): number | undefined {
    return this.#database.unsynced(() =>
      this.#database.transaction(() => {
        if (!holds(this.#database, this.#group, fence)) return undefined;
        const begun = this.#database.get(
          `INSERT INTO cut (group_id, sequence, epoch, timestamp, parts)
           VALUES ($group, $sequence, $epoch, $timestamp, $parts) RETURNING id`,
          {group: this.#writing, sequence, epoch, timestamp, parts: parts.length},
        );
        return Number(begun?.['id']);
      }),
    );
  }
  async newest(onCorrupt?: (sequence: number, reason: string) => void): Promise<Cut | undefined> {
    for (const cut of this.#cuts()) {
      try {
        const {sequence, timestamp, epoch} = cut;
        return {sequence, timestamp, epoch, parts: await this.#parts(cut)};
      } catch (error) {
        // Pruned by the other process meanwhile: neither broken nor wanted.
        const there = 'SELECT 1 FROM cut WHERE id = $id AND group_id = $group';
        if (!this.#database.get(there, {id: cut.id, group: this.#group})) continue;
        onCorrupt?.(cut.sequence, error instanceof Error ? error.message : String(error));
      }
    }
    return undefined;
  }
  async newestSequence(): Promise<{sequence: number; epoch: number} | undefined> {
    const [cut] = this.#cuts();
    return cut && {sequence: cut.sequence, epoch: cut.epoch};
  }
  /** What a loss of power brings back, and what is left when the process ends meanwhile, goes the next time. */
  async prune(fence: Fence, keep: number): Promise<void> {
    const dropped = this.#database.unsynced(() => this.#database.transaction(() => this.#dropAll(fence, keep)));
    for (const id of dropped) {
      // A few milliseconds for each 10 MB, were it one statement.
      const some = 'DELETE FROM part WHERE rowid IN (SELECT rowid FROM part WHERE cut_id = $id LIMIT $dropPieces)';
      while (this.#database.touch(some, {id, dropPieces}) === dropPieces) await setImmediate();
      this.#database.touch('DELETE FROM cut WHERE id = $id', {id});
    }
  }
  /** Answers which are to be deleted, those left from before included; none where the fence does not hold. */
  #dropAll(fence: Fence, keep: number): number[] {
    if (!holds(this.#database, this.#group, fence)) return [];
    // A cut saved twice, because the first answer got lost, is one revision.
    const kept = new Set<number>();
    const cuts = this.#cuts();
    for (const {id, sequence} of cuts) {
      if (!kept.has(sequence) && kept.size < keep) kept.add(sequence);
      else this.#move({id}, this.#group, this.#dropped);
    }
    // Those that no save under way can still own: of an earlier epoch, or below the newest cut.
    this.#database.run(
      'UPDATE cut SET group_id = $dropped WHERE group_id = $writing AND (epoch < $epoch OR sequence < $newest)',
      {dropped: this.#dropped, writing: this.#writing, epoch: fence.epoch, newest: cuts[0]?.sequence ?? 0},
    );
    return this.#database
      .all('SELECT id FROM cut WHERE group_id = $dropped', {dropped: this.#dropped})
      .map((row) => Number(row['id']));
  }
  /** How many were there: none, or one. */
  #move(cut: {id: number}, from: string, to: string): number {
    return this.#database.run('UPDATE cut SET group_id = $to WHERE id = $id AND group_id = $from', {...cut, from, to});
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
    const rows = this.#database.all('SELECT ordinal, snapshot FROM part WHERE cut_id = $id ORDER BY ordinal, piece', {
      id: cut.id,
    });
    const frames = Map.groupBy(rows, (row) => row['ordinal']);
    if (frames.size !== cut.parts) throw new Error(`${frames.size} of ${cut.parts} parts are there`);
    const parts: SnapshotPart[] = [];
    for (const pieces of frames.values())
      parts.push(await unpacked(cut, Buffer.concat(pieces.map((row) => row['snapshot'] as Uint8Array))));
    return parts;
  }
}
