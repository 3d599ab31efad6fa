import {createHash} from 'node:crypto';
import type {Connection, ResultSetHeader, RowDataPacket} from 'mysql2/promise';
import type {Pool} from './pool.ts';
import {quoted, type Settings} from './options.ts';

/*
 * A table's steps are applied in order, one version each; never edited, only
 * added to. Text is utf8mb4 with binary comparison, so that ids differ as their
 * bytes do; keys stay far below the 3072 bytes that InnoDB allows.
 */
const steps = {
  leader: [
    (table: string) => `CREATE TABLE ${table} (
      group_id VARCHAR(128) NOT NULL PRIMARY KEY,
      epoch BIGINT NOT NULL,
      rev BIGINT NOT NULL,
      active VARCHAR(128) NOT NULL,
      keeper VARCHAR(128) NULL,
      lease_until BIGINT NOT NULL,
      released TINYINT NOT NULL
    )`,
  ],
  member: [
    (table: string) => `CREATE TABLE ${table} (
      group_id VARCHAR(128) NOT NULL,
      node_id VARCHAR(255) NOT NULL,
      incarnation VARCHAR(128) NOT NULL,
      properties LONGTEXT NOT NULL,
      heartbeat BIGINT NOT NULL,
      PRIMARY KEY (group_id, node_id)
    )`,
  ],
  journal: [
    (table: string) => `CREATE TABLE ${table} (
      id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
      group_id VARCHAR(128) NOT NULL,
      first_sequence BIGINT NOT NULL,
      last_sequence BIGINT NOT NULL,
      entries LONGBLOB NOT NULL,
      KEY by_first (group_id, first_sequence),
      KEY by_last (group_id, last_sequence)
    )`,
  ],
  cut: [
    (table: string) => `CREATE TABLE ${table} (
      id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
      group_id VARCHAR(128) NOT NULL,
      sequence BIGINT NOT NULL,
      epoch BIGINT NOT NULL,
      taken_at BIGINT NOT NULL,
      save_id CHAR(32) NOT NULL,
      parts INT NOT NULL,
      checksum CHAR(64) NOT NULL,
      KEY by_sequence (group_id, sequence, epoch)
    )`,
  ],
  persistence: [
    (table: string) => `CREATE TABLE ${table} (
      id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
      siddhiAppName TEXT NOT NULL,
      revision TEXT NOT NULL,
      snapshot LONGBLOB NOT NULL,
      group_id VARCHAR(128) NOT NULL,
      sequence BIGINT NOT NULL,
      epoch BIGINT NOT NULL,
      save_id CHAR(32) NOT NULL,
      part INT NOT NULL,
      piece INT NOT NULL,
      UNIQUE KEY by_place (save_id, part, piece),
      KEY by_sequence (group_id, sequence)
    )`,
  ],
} satisfies Record<keyof Settings['tables'], ((table: string) => string)[]>;
const tables = Object.keys(steps) as (keyof typeof steps)[];
/** ER_BAD_DB_ERROR, ER_NO_SUCH_TABLE; or, of what is not there, ER_DBACCESS_DENIED_ERROR, ER_TABLEACCESS_DENIED_ERROR. */
const missing: ReadonlySet<unknown> = new Set([1049, 1146, 1044, 1142]);
const storage = 'ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin';

/** Creates or migrates databases and tables, where that is not done yet. One node at a time; the other then finds the work done. */
export async function migrate(pool: Pool): Promise<void> {
  const s = pool.settings;
  await pool.use(s.bulkTimeoutMs, async (connection) => {
    if (await isCurrent(connection, s)) return;
    for (const database of new Set([s.clusterDatabase, s.persistenceDatabase]))
      await locked(connection, database, s.bulkTimeoutMs, async () => {
        await createDatabase(connection, database);
        const versions = `${quoted(database)}.${quoted(s.names.schemaVersion)}`;
        await connection.query(
          `CREATE TABLE IF NOT EXISTS ${versions} (table_name VARCHAR(64) NOT NULL PRIMARY KEY, version INT NOT NULL) ${storage}`,
        );
        for (const table of tables)
          if (s.tables[table].startsWith(`${quoted(database)}.`)) await migrateTable(connection, s, table, versions);
      });
  });
}

/** Whether every table has the version that this program knows: so it is at nearly each start, and one statement tells. */
async function isCurrent(connection: Connection, s: Settings): Promise<boolean> {
  const known = [...new Set([s.clusterDatabase, s.persistenceDatabase])].map(
    (database, i) =>
      `SELECT ${i} AS place, table_name AS name, version FROM ${quoted(database)}.${quoted(s.names.schemaVersion)}`,
  );
  try {
    const [found] = await connection.query<RowDataPacket[]>(known.join(' UNION ALL '));
    const versions = new Map(found.map(({place, name, version}) => [`${place}.${name}`, Number(version)]));
    return tables.every((table) => {
      const place = s.tables[table].startsWith(`${quoted(s.clusterDatabase)}.`) ? 0 : 1;
      return versions.get(`${place}.${s.names[table]}`) === steps[table].length;
    });
  } catch (error) {
    if (error instanceof Error && 'errno' in error && missing.has(error.errno)) return false;
    throw error;
  }
}

async function createDatabase(connection: Connection, database: string): Promise<void> {
  const there = 'SELECT 1 FROM information_schema.schemata WHERE schema_name = ?';
  // Asked first: the user of a running system need not have the right to create databases.
  if ((await rows(connection, there, [database])).length === 0)
    await connection.query(`CREATE DATABASE ${quoted(database)} DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin`);
}

async function migrateTable(
  connection: Connection,
  s: Settings,
  table: keyof typeof steps,
  versions: string,
): Promise<void> {
  const name = s.names[table];
  const qualified = s.tables[table];
  const [found] = await rows(connection, `SELECT version FROM ${versions} WHERE table_name = ?`, [name]);
  const version = Number(found?.['version'] ?? 0);
  const known = steps[table].length;
  if (version > known)
    throw new Error(`table ${qualified} has version ${version}, this program knows ${known}: update the program`);
  if (version === 0) await refuseForeignTable(connection, qualified);
  for (const [i, step] of steps[table].entries()) {
    if (i < version) continue;
    await connection.query(`${step(qualified)} ${i === 0 ? storage : ''}`);
    await connection.execute<ResultSetHeader>(
      `INSERT INTO ${versions} (table_name, version) VALUES (?, ?) ON DUPLICATE KEY UPDATE version = VALUES(version)`,
      [name, i + 1],
    );
  }
}

/**
 * A table that is there without a version is either empty, left by a start that
 * died in between, or somebody else's, as of the system that Tandem replaces.
 */
async function refuseForeignTable(connection: Connection, table: string): Promise<void> {
  const [database, name] = table.split('.').map((part) => part.replaceAll('`', ''));
  const there = 'SELECT 1 FROM information_schema.tables WHERE table_schema = ? AND table_name = ?';
  if ((await rows(connection, there, [database ?? '', name ?? ''])).length === 0) return;
  if ((await rows(connection, `SELECT 1 FROM ${table} LIMIT 1`, [])).length > 0)
    throw new Error(`table ${table} holds rows that are not Tandem's: name another table or database`);
  await connection.query(`DROP TABLE ${table}`);
}

/** Holds a lock on the server; it ends with the connection at the latest. Whole seconds: MySQL rounds others down. */
async function locked(
  connection: Connection,
  database: string,
  timeoutMs: number,
  body: () => Promise<void>,
): Promise<void> {
  // Names of locks may have 64 characters.
  const lock = `tandem:${createHash('sha1').update(database).digest('hex')}`;
  const seconds = Math.max(1, Math.floor(timeoutMs / 2000));
  const [got] = await rows(connection, 'SELECT GET_LOCK(?, ?) AS got', [lock, seconds]);
  if (Number(got?.['got']) !== 1)
    throw new Error(`another node has been changing the schema of ${database} for ${seconds} s`);
  try {
    await body();
  } finally {
    await connection.execute('DO RELEASE_LOCK(?)', [lock]).catch(() => connection.destroy());
  }
}

async function rows(connection: Connection, sql: string, values: (string | number)[]): Promise<RowDataPacket[]> {
  return (await connection.execute<RowDataPacket[]>(sql, values))[0];
}
