import type {Database} from './database.ts';

/** One script for each version of the schema, applied in order; never edited, only added to. */
const steps = [
  `CREATE TABLE leader (
     group_id TEXT NOT NULL PRIMARY KEY, epoch INTEGER NOT NULL, rev INTEGER NOT NULL, active TEXT NOT NULL,
     keeper TEXT, lease_until INTEGER NOT NULL, released INTEGER NOT NULL
   ) STRICT;
   CREATE TABLE member (
     group_id TEXT NOT NULL, node_id TEXT NOT NULL, incarnation TEXT NOT NULL, properties TEXT NOT NULL,
     heartbeat INTEGER NOT NULL, PRIMARY KEY (group_id, node_id)
   ) STRICT, WITHOUT ROWID;
   CREATE TABLE journal (
     group_id TEXT NOT NULL, sequence INTEGER NOT NULL, epoch INTEGER NOT NULL, timestamp INTEGER NOT NULL,
     payload BLOB NOT NULL, PRIMARY KEY (group_id, sequence)
   ) STRICT;
   CREATE TABLE cut (
     id INTEGER PRIMARY KEY AUTOINCREMENT, group_id TEXT NOT NULL, sequence INTEGER NOT NULL, epoch INTEGER NOT NULL,
     timestamp INTEGER NOT NULL, parts INTEGER NOT NULL
   ) STRICT;
   CREATE INDEX cut_by_sequence ON cut (group_id, sequence, epoch);
   CREATE TABLE part (
     cut_id INTEGER NOT NULL REFERENCES cut (id) ON DELETE CASCADE, ordinal INTEGER NOT NULL, app TEXT NOT NULL,
     revision TEXT NOT NULL, snapshot BLOB NOT NULL, PRIMARY KEY (cut_id, ordinal)
   ) STRICT;`,
  // A part in pieces, each written by itself: one large statement would hold up all else.
  `ALTER TABLE part RENAME TO whole_part;
   CREATE TABLE part (
     cut_id INTEGER NOT NULL REFERENCES cut (id) ON DELETE CASCADE, ordinal INTEGER NOT NULL, piece INTEGER NOT NULL, app TEXT NOT NULL,
     revision TEXT NOT NULL, snapshot BLOB NOT NULL, PRIMARY KEY (cut_id, ordinal, piece)
   ) STRICT;
   INSERT INTO part SELECT cut_id, ordinal, 0, app, revision, snapshot FROM whole_part;
   DROP TABLE whole_part;`,
];

/** Inside a write transaction, so of two processes that start at once the second finds the work done. */
export function migrate(database: Database): void {
  const version = Number(database.get('PRAGMA user_version')?.['user_version']);
  if (version > steps.length)
    throw new Error(
      `the database has schema version ${version}, this program knows ${steps.length}: update the program`,
    );
  for (const step of steps.slice(version)) database.script(step);
  if (version < steps.length) database.script(`PRAGMA user_version = ${steps.length}`);
}
