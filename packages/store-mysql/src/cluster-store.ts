import {must} from '@tandem/base';
import type {ClusterStore, LeaderReading, LeaderRow, Member} from '@tandem/cluster';
import type {Pool, Value} from './pool.ts';
import {migrate} from './schema.ts';
import {now} from './sql.ts';

/** The conditions are those of the failover protocol: one autocommitted UPDATE a rule, the group added to each. */
export class MysqlClusterStore implements ClusterStore {
  readonly #pool: Pool;
  readonly #group: string;
  readonly #leader: string;
  readonly #member: string;

  constructor(pool: Pool) {
    this.#pool = pool;
    this.#group = pool.settings.group;
    this.#leader = pool.settings.tables.leader;
    this.#member = pool.settings.tables.member;
  }
  async prepare(): Promise<void> {
    await migrate(this.#pool);
    await this.#pool.run(
      `INSERT INTO ${this.#leader} (group_id, epoch, rev, active, keeper, lease_until, released)
       VALUES (?, 0, 0, '', NULL, 0, 1) ON DUPLICATE KEY UPDATE group_id = group_id`,
      [this.#group],
    );
  }
  async readLeader(): Promise<LeaderReading> {
    const [found] = await this.#pool.rows(
      `SELECT epoch, rev, active, keeper, lease_until AS leaseUntil, released, ${now} AS now
       FROM ${this.#leader} WHERE group_id = ?`,
      [this.#group],
    );
    const {now: at, released, ...rest} = must(found, 'prepare() comes first');
    return {row: {...rest, released: released !== 0} as LeaderRow, now: Number(at)};
  }
  async renew(s: {epoch: number; active: string; leaseMs: number}): Promise<boolean> {
    return this.#update(`lease_until = GREATEST(lease_until, ${now} + ?) WHERE epoch = ? AND active = ?`, [
      s.leaseMs,
      s.epoch,
      s.active,
    ]);
  }
  async register(s: {epoch: number; rev: number; active: string; keeper: string}): Promise<boolean> {
    return this.#update(`keeper = ?, rev = rev + 1 ${whereMine} AND NOT released`, [s.keeper, ...mine(s)]);
  }
  async solo(s: {epoch: number; rev: number; active: string; leaseMs: number}): Promise<boolean> {
    return this.#update(`keeper = NULL, rev = rev + 1, lease_until = ${now} + ? ${whereMine} AND NOT released`, [
      s.leaseMs,
      ...mine(s),
    ]);
  }
  async proxy(s: {epoch: number; active: string; keeper: string; leaseMs: number}): Promise<boolean> {
    return this.#update(
      `lease_until = GREATEST(lease_until, ${now} + ?) WHERE epoch = ? AND active = ? AND keeper = ?`,
      [s.leaseMs, s.epoch, s.active, s.keeper],
    );
  }
  async acquireAsKeeper(s: {epoch: number; rev: number; me: string; leaseMs: number}): Promise<boolean> {
    return this.#update(
      `epoch = epoch + 1, rev = 0, active = ?, keeper = ?, lease_until = ${now} + ?, released = 0
       WHERE epoch = ? AND rev = ? AND keeper = ? AND active <> ? AND (lease_until < ${now} OR released)`,
      [s.me, s.me, s.leaseMs, s.epoch, s.rev, s.me, s.me],
    );
  }
  async acquireAsOther(s: {
    epoch: number;
    rev: number;
    me: string;
    leaseMs: number;
    isolationMs: number;
  }): Promise<boolean> {
    return this.#update(
      `epoch = epoch + 1, rev = 0, active = ?, keeper = NULL, lease_until = ${now} + ?, released = 0
       WHERE epoch = ? AND rev = ?
         AND ((keeper IS NULL AND (released OR lease_until < ${now})) OR lease_until < ${now} - ?)`,
      [s.me, s.leaseMs, s.epoch, s.rev, s.isolationMs],
    );
  }
  async switchover(s: {epoch: number; rev: number; active: string; to: string; leaseMs: number}): Promise<boolean> {
    return this.#update(
      `epoch = epoch + 1, rev = 0, active = ?, keeper = ?, lease_until = ${now} + ?, released = 0 ${whereMine}`,
      [s.to, s.to, s.leaseMs, ...mine(s)],
    );
  }
  async release(s: {epoch: number; rev: number; active: string}): Promise<boolean> {
    return this.#update(`released = 1, rev = rev + 1 ${whereMine}`, mine(s));
  }
  async heartbeat(s: {nodeId: string; incarnation: string; properties: Record<string, string>}): Promise<void> {
    await this.#pool.run(
      `INSERT INTO ${this.#member} (group_id, node_id, incarnation, properties, heartbeat) VALUES (?, ?, ?, ?, ${now})
       ON DUPLICATE KEY UPDATE incarnation = VALUES(incarnation), properties = VALUES(properties),
         heartbeat = VALUES(heartbeat)`,
      [this.#group, s.nodeId, s.incarnation, JSON.stringify(s.properties)],
    );
  }
  async members(): Promise<Member[]> {
    const rows = await this.#pool.rows(
      `SELECT node_id AS nodeId, incarnation, properties, GREATEST(${now} - heartbeat, 0) AS ageMs
       FROM ${this.#member} WHERE group_id = ? ORDER BY node_id`,
      [this.#group],
    );
    return rows.map((row) => ({
      nodeId: String(row['nodeId']),
      incarnation: String(row['incarnation']),
      properties: JSON.parse(String(row['properties'])) as Record<string, string>,
      ageMs: Number(row['ageMs']),
    }));
  }
  async leave(s: {nodeId: string; incarnation: string}): Promise<void> {
    await this.#pool.run(`DELETE FROM ${this.#member} WHERE group_id = ? AND node_id = ? AND incarnation = ?`, [
      this.#group,
      s.nodeId,
      s.incarnation,
    ]);
  }
  /** Counts the rows that the condition matched; assignments see the old row up to their own place, left to right. */
  async #update(setWhere: string, values: readonly Value[]): Promise<boolean> {
    return (
      (await this.#pool.run(`UPDATE ${this.#leader} SET ${setWhere} AND group_id = ?`, [...values, this.#group])) > 0
    );
  }
}

const whereMine = 'WHERE epoch = ? AND active = ? AND rev = ?';
const mine = (s: {epoch: number; active: string; rev: number}): Value[] => [s.epoch, s.active, s.rev];
