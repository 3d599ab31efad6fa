import {randomBytes} from 'node:crypto';
import {createConnection, type RowDataPacket} from 'mysql2/promise';
import type {ThrowawayMysql} from './throwaway-mysql.ts';

/** A user of a throwaway server whose password may be changed, as a rotation does. */
export type ThrowawayUser = {
  readonly name: string;
  /** Sessions that are open stay open. */
  changePassword(password: string): Promise<void>;
  /** How many sessions the user has. */
  sessions(): Promise<number>;
  /** Ends every session of the user, as a failover of the database does. */
  cutOff(): Promise<void>;
  drop(): Promise<void>;
};

/** Creates the user, with rights on everything. `drop` it before the server is stopped. */
export async function throwawayUser(server: ThrowawayMysql, password: string): Promise<ThrowawayUser> {
  const root = await createConnection(server.url);
  const name = `user_${randomBytes(6).toString('hex')}`;
  const open = async (): Promise<number[]> => {
    const [rows] = await root.query<RowDataPacket[]>('SELECT id FROM information_schema.processlist WHERE user = ?', [
      name,
    ]);
    return rows.map(({id}) => Number(id));
  };
  await root.query(`CREATE USER '${name}'@'%' IDENTIFIED BY ?`, [password]);
  await root.query(`GRANT ALL ON *.* TO '${name}'@'%'`);
  return {
    name,
    changePassword: async (next) => void (await root.query(`ALTER USER '${name}'@'%' IDENTIFIED BY ?`, [next])),
    sessions: async () => (await open()).length,
    async cutOff() {
      // One may have ended by itself meanwhile.
      for (const id of await open()) await root.query(`KILL ${id}`).catch(() => undefined);
    },
    async drop() {
      await root.query(`DROP USER '${name}'@'%'`);
      await root.end();
    },
  };
}
