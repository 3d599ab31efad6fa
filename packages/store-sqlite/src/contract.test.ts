import {storeContract} from '@tandem/conformance';
import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {DatabaseSync} from 'node:sqlite';
import {openSqliteStores} from './index.ts';

storeContract('stores on SQLite', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'tandem-sqlite-'));
  const path = join(folder, 'tandem.db');
  return {
    open: async (group) => openSqliteStores({path, group}),
    damage: async (group, sequence, app) => {
      const file = new DatabaseSync(path);
      const {changes} = file
        .prepare(
          `UPDATE part SET snapshot = CAST(substr(snapshot, 1, length(snapshot) / 2) || x'21' || substr(snapshot, length(snapshot) / 2 + 2) AS BLOB)
           WHERE app = ? AND cut_id IN (SELECT id FROM cut WHERE group_id = ? AND sequence = ?)`,
        )
        .run(app, group, sequence);
      file.close();
      if (changes === 0) throw new Error('nothing was damaged');
    },
    stop: () => rm(folder, {recursive: true}),
  };
});
