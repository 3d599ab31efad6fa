import type {Entry, Fence, Journal} from '@tandem/cluster';
import {decodeEntries, encodeEntries} from '@tandem/wire';
import type {Pool} from './pool.ts';
import {fenced, fenceValues} from './sql.ts';

type Row = {id: number; first: number; last: number; bytes: Uint8Array};

/**
 * One row a batch, so that a group commit is one statement with one blob. Rows
 * may overlap where a batch was written again cut differently; they then agree,
 * and a reader takes each sequence once. Sequences within a row have no gap.
 */
export class MysqlJournal implements Journal {
  readonly #pool: Pool;
  readonly #table: string;
  readonly #group: string;

  constructor(pool: Pool) {
    this.#pool = pool;
    this.#table = pool.settings.tables.journal;
    this.#group = pool.settings.group;
  }
  async append(fence: Fence, entries: readonly Entry[]): Promise<boolean> {
    const first = entries[0];
    const last = entries.at(-1);
    if (!first || !last) return this.#holds(fence);
    for (const [i, {sequence}] of entries.entries())
      if (sequence !== first.sequence + i) throw new Error(`sequence ${sequence} follows ${first.sequence + i - 1}`);
    if (await this.#insert(fence, entries, 'if new')) return true;
    // Fenced, or some of it is there.
    const there = await this.read(first.sequence - 1, entries.length, last.sequence);
    for (const {sequence, epoch} of there) {
      const mine = entries[sequence - first.sequence];
      if (mine && mine.epoch !== epoch)
        if (await this.#holds(fence))
          throw new Error(`the journal holds sequence ${sequence} of epoch ${epoch}, not ${mine.epoch}`);
        else return false;
    }
    if (there.length === entries.length) return this.#holds(fence);
    return this.#insert(fence, entries, 'although some are there');
  }
  async read(after: number, limit: number, upTo = Number.MAX_SAFE_INTEGER): Promise<Entry[]> {
    const result: Entry[] = [];
    let at = after;
    let page: number = pages[0];
    while (result.length < limit && at < upTo) {
      const rows = await this.#rows(at, upTo, page);
      let bytes = 0;
      const before = result.length;
      for (const row of rows) {
        bytes += row.bytes.length;
        for (const entry of opened(row))
          if (entry.sequence > at && entry.sequence <= upTo) {
            at = entry.sequence;
            result.push(entry);
          }
        if (result.length >= limit) break;
      }
      if (rows.length < page) break;
      const wanted = ((limit - result.length) * page) / Math.max(result.length - before, 1);
      page = pages.findLast((size) => size * bytes <= pageBytes * page && size <= wanted) ?? pages[0];
    }
    return result.slice(0, Math.max(limit, 0));
  }
  async trim(fence: Fence, upTo: number): Promise<boolean> {
    const {settings} = this.#pool;
    await this.#shorten(fence, upTo);
    let deleted: number;
    do {
      deleted = await this.#pool.run(
        `DELETE FROM ${this.#table} WHERE group_id = ? AND last_sequence <= ? AND EXISTS (${fenced(settings)})
         ORDER BY last_sequence LIMIT ${trimRows}`,
        [this.#group, upTo, ...fenceValues(settings, fence)],
      );
    } while (deleted === trimRows);
    // Asked afterwards: an epoch that is still the leader's now was so all the time.
    return this.#holds(fence);
  }

  /**
   * The leader row is read and share-locked by the same statement: an
   * acquisition waits for the insert to commit, or the insert sees it.
   */
  async #insert(fence: Fence, entries: readonly Entry[], when: 'if new' | 'although some are there'): Promise<boolean> {
    const {settings} = this.#pool;
    const first = entries[0]?.sequence ?? 0;
    const last = first + entries.length - 1;
    const none = `AND NOT EXISTS (SELECT 1 FROM ${this.#table} AS there
      WHERE there.group_id = ? AND there.last_sequence >= ? AND there.first_sequence <= ?)`;
    const inserted = await this.#pool.run(
      `INSERT INTO ${this.#table} (group_id, first_sequence, last_sequence, entries)
       SELECT group_id, ?, ?, ? FROM ${settings.tables.leader}
       WHERE group_id = ? AND epoch = ? AND active = ? ${when === 'if new' ? none : ''} LOCK IN SHARE MODE`,
      [
        first,
        last,
        encodeEntries(entries),
        ...fenceValues(settings, fence),
        ...(when === 'if new' ? [this.#group, first, last] : []),
      ],
    );
    return inserted > 0;
  }
  /** Cuts what is trimmed off the batches that reach beyond it. */
  async #shorten(fence: Fence, upTo: number): Promise<void> {
    const {settings} = this.#pool;
    for (const row of await this.#rows(upTo, upTo, pages[0])) {
      const rest = opened(row).filter((entry) => entry.sequence > upTo);
      await this.#pool.run(
        `UPDATE ${this.#table} SET first_sequence = ?, entries = ? WHERE id = ? AND EXISTS (${fenced(settings)})`,
        [upTo + 1, encodeEntries(rest), row.id, ...fenceValues(settings, fence)],
      );
    }
  }
  /** Batches with entries above `after` that begin at or below `upTo`, in order of their first entry. */
  async #rows(after: number, upTo: number, limit: number): Promise<Row[]> {
    const rows = await this.#pool.rows(
      `SELECT id, first_sequence AS first, last_sequence AS last, entries AS bytes FROM ${this.#table}
       WHERE group_id = ? AND last_sequence > ? AND first_sequence <= ?
       ORDER BY first_sequence, id LIMIT ${limit}`,
      [this.#group, after, upTo],
      this.#pool.settings.bulkTimeoutMs,
    );
    return rows as unknown as Row[];
  }
  async #holds(fence: Fence): Promise<boolean> {
    const {settings} = this.#pool;
    return (await this.#pool.rows(fenced(settings), fenceValues(settings, fence))).length > 0;
  }
}

function opened({id, first, last, bytes}: Row): Entry[] {
  const entries = decodeEntries(bytes);
  if (entries[0]?.sequence !== first || entries.at(-1)?.sequence !== last)
    throw new Error(`journal row ${id} is not what it says: ${first} to ${last}`);
  return entries;
}

/** Rows of one SELECT: few until the first rows have shown how large they are. */
const pages = [8, 64, 512] as const;
/** About the most bytes that one SELECT fetches. */
const pageBytes = 8 << 20;
const trimRows = 500;
