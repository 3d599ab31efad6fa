import {randomBytes} from 'node:crypto';
import type {Cut, Fence, SnapshotPart, SnapshotStore} from '@tandem/cluster';
import {pack, unpack} from './part-rows.ts';
import type {Pool, Value} from './pool.ts';
import {fenced, fenceValues} from './sql.ts';

type CutRow = {
  id: number;
  sequence: number;
  epoch: number;
  timestamp: number;
  saveId: string;
  parts: number;
  checksum: string;
};

/**
 * Pieces first, one statement each, under the random id of this save; then the
 * row of the cut, in one statement that also reads the leader row: a cut is
 * there as a whole or not at all, without a transaction that a frozen node
 * could hold open. Pieces without a cut are never read, and pruned later.
 */
export class MysqlSnapshotStore implements SnapshotStore {
  readonly #pool: Pool;
  readonly #group: string;
  readonly #cut: string;
  readonly #persistence: string;

  constructor(pool: Pool) {
    this.#pool = pool;
    this.#group = pool.settings.group;
    this.#cut = pool.settings.tables.cut;
    this.#persistence = pool.settings.tables.persistence;
  }
  async save(fence: Fence, cut: Cut): Promise<boolean> {
    const {sequence, timestamp, epoch, parts} = cut;
    const {rows, checksum} = await pack(cut);
    const saveId = randomBytes(16).toString('hex');
    for (const {app, revision, part, piece, snapshot} of rows) {
      const done = await this.#insert(
        fence,
        this.#persistence,
        'siddhiAppName, revision, snapshot, group_id, sequence, epoch, save_id, part, piece',
        [app, revision, snapshot, this.#group, sequence, epoch, saveId, part, piece],
      );
      if (!done) return false;
    }
    return this.#insert(fence, this.#cut, 'group_id, sequence, epoch, taken_at, save_id, parts, checksum', [
      this.#group,
      sequence,
      epoch,
      timestamp,
      saveId,
      parts.length,
      checksum,
    ]);
  }
  async newest(onCorrupt?: (sequence: number, reason: string) => void): Promise<Cut | undefined> {
    for (const cut of await this.#cuts()) {
      const rows = await this.#pieces(cut);
      let parts: SnapshotPart[];
      try {
        parts = await unpack(cut, rows);
      } catch (error) {
        // Pruned between the two statements: neither broken nor wanted.
        if (await this.#pruned(cut)) continue;
        onCorrupt?.(cut.sequence, error instanceof Error ? error.message : String(error));
        continue;
      }
      return {sequence: cut.sequence, timestamp: cut.timestamp, epoch: cut.epoch, parts};
    }
    return undefined;
  }
  async newestSequence(): Promise<{sequence: number; epoch: number} | undefined> {
    const [cut] = await this.#cuts();
    return cut && {sequence: cut.sequence, epoch: cut.epoch};
  }
  async prune(fence: Fence, keep: number): Promise<void> {
    // A cut saved twice, because the first answer got lost, is one revision.
    const kept = new Set<number>();
    const cuts = await this.#cuts();
    for (const {id, sequence} of cuts) {
      if (!kept.has(sequence) && kept.size < keep) kept.add(sequence);
      else await this.#delete(fence, `${this.#cut} WHERE group_id = ? AND id = ?`, [this.#group, id]);
    }
    // Pieces without a cut that no save under way can still own: of an earlier epoch, or below the newest cut.
    await this.#delete(
      fence,
      `${this.#persistence} WHERE group_id = ? AND (epoch < ? OR sequence < ?)
         AND NOT EXISTS (SELECT 1 FROM ${this.#cut} AS c WHERE c.group_id = ? AND c.save_id = ${this.#persistence}.save_id)`,
      [this.#group, fence.epoch, cuts[0]?.sequence ?? 0, this.#group],
    );
  }
  /** Newest first. */
  async #cuts(): Promise<CutRow[]> {
    const rows = await this.#pool.rows(
      `SELECT id, sequence, epoch, taken_at AS timestamp, save_id AS saveId, parts, checksum FROM ${this.#cut}
       WHERE group_id = ? ORDER BY sequence DESC, epoch DESC, id DESC`,
      [this.#group],
    );
    return rows as unknown as CutRow[];
  }
  async #pieces({saveId}: CutRow): Promise<{part: number; snapshot: Uint8Array}[]> {
    const rows = await this.#pool.rows(
      `SELECT part, snapshot FROM ${this.#persistence} WHERE save_id = ? ORDER BY part, piece`,
      [saveId],
      this.#pool.settings.bulkTimeoutMs,
    );
    return rows as unknown as {part: number; snapshot: Uint8Array}[];
  }
  async #pruned({id}: CutRow): Promise<boolean> {
    return (await this.#pool.rows(`SELECT 1 FROM ${this.#cut} WHERE id = ?`, [id])).length === 0;
  }
  async #insert(fence: Fence, table: string, columns: string, values: readonly Value[]): Promise<boolean> {
    const {settings} = this.#pool;
    const inserted = await this.#pool.run(
      `INSERT INTO ${table} (${columns}) SELECT ${values.map(() => '?').join(', ')} FROM ${settings.tables.leader}
       WHERE group_id = ? AND epoch = ? AND active = ? LOCK IN SHARE MODE`,
      [...values, ...fenceValues(settings, fence)],
      settings.bulkTimeoutMs,
    );
    return inserted > 0;
  }
  async #delete(fence: Fence, fromWhere: string, values: readonly Value[]): Promise<void> {
    const {settings} = this.#pool;
    await this.#pool.run(
      `DELETE FROM ${fromWhere} AND EXISTS (${fenced(settings)})`,
      [...values, ...fenceValues(settings, fence)],
      settings.bulkTimeoutMs,
    );
  }
}
