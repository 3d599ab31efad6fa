import {eventually, pause} from '../lab/eventually.ts';
import {type FaultKind, lasting, oneOf, seconds} from './fault.ts';

/** The bystander may be the victim itself. */
function unlessDeadlock(error: unknown): void {
  if ((error as {errno?: number}).errno !== 1213) throw error;
}

export const databaseFaults: readonly FaultKind[] = [
  {
    name: 'db-freeze',
    place: 'database',
    plan: ({database}, _, random) => {
      const ms = lasting(random, 300, 25_000);
      return {
        words: `the database stands still for ${seconds(ms)}`,
        inflict: async () => {
          if (!database.running) return;
          database.pause();
          await pause(ms);
          database.resume();
        },
      };
    },
  },
  {
    name: 'db-kill',
    place: 'database',
    plan: ({database}, _, random) => {
      const ms = lasting(random, 50, 20_000);
      return {
        words: `the database is killed, back after ${seconds(ms)}`,
        inflict: async () => {
          await database.end('SIGKILL');
          await pause(ms);
          await database.start();
        },
      };
    },
  },
  {
    name: 'db-restart',
    place: 'database',
    plan: ({database}, _, random) => {
      const ms = lasting(random, 50, 10_000);
      return {
        words: `the database is stopped in order, back after ${seconds(ms)}`,
        inflict: async () => {
          await database.end('SIGTERM');
          await pause(ms);
          await database.start();
        },
      };
    },
  },
  {
    name: 'db-read-only',
    place: 'database',
    plan: ({database}, _, random) => {
      const ms = lasting(random, 1000, 20_000);
      return {
        words: `the database is read-only for ${seconds(ms)}`,
        inflict: async () => {
          await database.asRoot((root) => root.query('SET GLOBAL read_only = 1'));
          await pause(ms);
          await database.asRoot((root) => root.query('SET GLOBAL read_only = 0'));
        },
      };
    },
  },
  {
    name: 'db-lock',
    place: 'database',
    plan: ({database}, _, random) => {
      const ms = lasting(random, 500, 15_000);
      return {
        words: `the database's tables are locked for reading for ${seconds(ms)}`,
        inflict: () =>
          database.asRoot(async (root) => {
            await root.query('FLUSH TABLES WITH READ LOCK');
            await pause(ms);
            await root.query('UNLOCK TABLES');
          }),
      };
    },
  },
  {
    name: 'db-slow',
    place: 'database',
    plan: ({database}, _, random) => {
      const [ms, off, on] = [lasting(random, 2000, 15_000), lasting(random, 50, 700), lasting(random, 5, 100)];
      return {
        words: `the database stands still for ${off} of ${off + on} ms, for ${seconds(ms)}`,
        inflict: async () => {
          for (const until = performance.now() + ms; performance.now() < until && database.running;) {
            database.pause();
            await pause(off);
            database.resume();
            await pause(on);
          }
        },
      };
    },
  },
  {
    name: 'db-deadlock',
    place: 'database',
    plan: ({database}, _, random) => {
      const ms = lasting(random, 1000, 8000);
      const table = oneOf(random, ['clusterdb.TANDEM_LEADER', 'persistencedb.TANDEM_JOURNAL']);
      return {
        words: `a bystander holds locks on ${table} over and over for ${seconds(ms)}`,
        inflict: () =>
          database.asRoot(async (root) => {
            for (const until = performance.now() + ms; performance.now() < until;) {
              await root.beginTransaction();
              await root.query(`SELECT * FROM ${table} LIMIT 1000 FOR UPDATE`).catch(unlessDeadlock);
              await pause(lasting(random, 20, 700));
              await root.rollback();
              await pause(20);
            }
          }),
      };
    },
  },
  {
    name: 'db-full',
    place: 'database',
    plan: ({database, say}, _, random) => {
      const ms = lasting(random, 1000, 15_000);
      return {
        words: `the database's disk is full for ${seconds(ms)}`,
        inflict: async () => {
          database.fill();
          await pause(ms);
          database.makeRoom();
          if (
            await eventually(3000, 'the database to go on', async () =>
              (await database.answers()) ? true : undefined,
            ).catch(() => false)
          )
            return;
          say('   the database did not survive the full disk; it is started again');
          await database.end('SIGKILL');
          await database.start();
        },
      };
    },
  },
];
