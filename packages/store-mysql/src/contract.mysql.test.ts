import {startThrowawayMysql, storeContract} from '@tandem/conformance';
import {createConnection, type ResultSetHeader} from 'mysql2/promise';
import {openMysqlStores} from './index.ts';

storeContract('stores on MySQL', async () => {
  const server = await startThrowawayMysql();
  const clusterDatabase = server.database('clusterdb');
  const persistenceDatabase = server.database('persistencedb');
  return {
    open: async (group) =>
      openMysqlStores({url: server.url, group, clusterDatabase, persistenceDatabase, statementTimeoutMs: 10_000}),
    damage: async (group, sequence, app) => {
      const connection = await createConnection(server.url);
      const [{affectedRows}] = await connection.execute<ResultSetHeader>(
        `UPDATE \`${persistenceDatabase}\`.PERSISTENCE_TABLE
         SET snapshot = INSERT(snapshot, LENGTH(snapshot) DIV 2, 1, CHAR(ORD(SUBSTRING(snapshot, LENGTH(snapshot) DIV 2, 1)) ^ 1 USING BINARY))
         WHERE group_id = ? AND sequence = ? AND siddhiAppName = ?`,
        [group, sequence, app],
      );
      await connection.end();
      if (affectedRows === 0) throw new Error('nothing was damaged');
    },
    stop: () => server.stop(),
  };
});
