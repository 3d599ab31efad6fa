import {must} from '@tandem/base';
import type {ClusterStore, LeaderReading, Member} from '@tandem/cluster';
import {type Database, now} from './database.ts';

/** The conditions are those of the failover protocol, one UPDATE a rule; the group is added to each. */
export class SqliteClusterStore implements ClusterStore {
  readonly #database: Database;
  readonly #group: string;

  constructor(database: Database, group: string) {
    this.#database = database;
    this.#group = group;
  }
  async prepare(): Promise<void> {
    this.#database.run(
      `INSERT INTO leader (group_id, epoch, rev, active, keeper, lease_until, released)
       VALUES ($group, 0, 0, '', NULL, 0, 1) ON CONFLICT DO NOTHING`,
      {group: this.#group},
    );
  }
  async readLeader(): Promise<LeaderReading> {
    const row = must(
      this.#database.get(
        `SELECT epoch, rev, active, keeper, lease_until AS leaseUntil, released, ${now} AS now
         FROM leader WHERE group_id = $group`,
        {group: this.#group},
      ),
      'prepare() comes first',
    ) as {
      epoch: number;
      rev: number;
      active: string;
      keeper: string | null;
      leaseUntil: number;
      released: number;
      now: number;
    };
    const {now: at, released, ...rest} = row;
    return {row: {...rest, released: released !== 0}, now: at};
  }
  async renew(s: {epoch: number; active: string; leaseMs: number}): Promise<boolean> {
    return this.#touch(
      `lease_until = MAX(lease_until, ${now} + $leaseMs) WHERE epoch = $epoch AND active = $active`,
      s,
    );
  }
  async register(s: {epoch: number; rev: number; active: string; keeper: string}): Promise<boolean> {
    return this.#update(`keeper = $keeper, rev = rev + 1 ${whereMine} AND NOT released`, s);
  }
  async solo(s: {epoch: number; rev: number; active: string; leaseMs: number}): Promise<boolean> {
    return this.#update(
      `keeper = NULL, rev = rev + 1, lease_until = ${now} + $leaseMs ${whereMine} AND NOT released`,
      s,
    );
  }
  async proxy(s: {epoch: number; active: string; keeper: string; leaseMs: number}): Promise<boolean> {
    return this.#touch(
      `lease_until = MAX(lease_until, ${now} + $leaseMs)
       WHERE epoch = $epoch AND active = $active AND keeper = $keeper`,
      s,
    );
  }
  async acquireAsKeeper(s: {epoch: number; rev: number; me: string; leaseMs: number}): Promise<boolean> {
    return this.#update(
      `epoch = epoch + 1, rev = 0, active = $me, keeper = $me, lease_until = ${now} + $leaseMs, released = 0
       WHERE epoch = $epoch AND rev = $rev AND keeper = $me AND active <> $me AND (lease_until < ${now} OR released)`,
      s,
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
      `epoch = epoch + 1, rev = 0, active = $me, keeper = NULL, lease_until = ${now} + $leaseMs, released = 0
       WHERE epoch = $epoch AND rev = $rev
         AND ((keeper IS NULL AND (released OR lease_until < ${now})) OR lease_until < ${now} - $isolationMs)`,
      s,
    );
  }
  async switchover(s: {epoch: number; rev: number; active: string; to: string; leaseMs: number}): Promise<boolean> {
    return this.#update(
      `epoch = epoch + 1, rev = 0, active = $to, keeper = $to, lease_until = ${now} + $leaseMs, released = 0 ${whereMine}`,
      s,
    );
  }
  async release(s: {epoch: number; rev: number; active: string}): Promise<boolean> {
    return this.#update(`released = 1, rev = rev + 1 ${whereMine}`, s);
  }
  async heartbeat(s: {nodeId: string; incarnation: string; properties: Record<string, string>}): Promise<void> {
    this.#database.touch(
      `INSERT INTO member (group_id, node_id, incarnation, properties, heartbeat)
       VALUES ($group, $nodeId, $incarnation, $properties, ${now})
       ON CONFLICT DO UPDATE SET incarnation = excluded.incarnation, properties = excluded.properties,
         heartbeat = excluded.heartbeat`,
      {group: this.#group, nodeId: s.nodeId, incarnation: s.incarnation, properties: JSON.stringify(s.properties)},
    );
  }
  async members(): Promise<Member[]> {
    const rows = this.#database.all(
      `SELECT node_id AS nodeId, incarnation, properties, MAX(${now} - heartbeat, 0) AS ageMs
       FROM member WHERE group_id = $group ORDER BY node_id`,
      {group: this.#group},
    );
    return rows.map((row) => ({...row, properties: JSON.parse(String(row['properties'])) as unknown}) as Member);
  }
  async leave(s: {nodeId: string; incarnation: string}): Promise<void> {
    this.#database.run(
      'DELETE FROM member WHERE group_id = $group AND node_id = $nodeId AND incarnation = $incarnation',
      {
        group: this.#group,
        ...s,
      },
    );
  }
  #update(setWhere: string, values: Record<string, string | number>): boolean {
    return this.#database.run(inGroup(setWhere), {...values, group: this.#group}) > 0;
  }
  /** Of a lease alone: who holds one is a process of this machine, and gone with it. */
  #touch(setWhere: string, values: Record<string, string | number>): boolean {
    return this.#database.touch(inGroup(setWhere), {...values, group: this.#group}) > 0;
  }
}

const inGroup = (setWhere: string): string => `UPDATE leader SET ${setWhere} AND group_id = $group`;
const whereMine = 'WHERE epoch = $epoch AND active = $active AND rev = $rev';
