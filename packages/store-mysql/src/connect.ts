import * as mysql2 from 'mysql2';
import {type Connection, createConnection} from 'mysql2/promise';
import type {Settings, TlsOptions} from './options.ts';
import {rdsAuthorities} from './rds-authorities.ts';

/** A connection whose session is set up the same on every server and version. Rejects after `timeoutMs`. */
export async function connect(s: Settings, timeoutMs: number): Promise<Connection> {
  const password = await s.password();
  try {
    return await connectWith(password, s, timeoutMs);
  } catch (error) {
    if (!isDenied(error)) throw error;
    const other = await s.password(password);
    if (other === password) throw error;
    return connectWith(other, s, timeoutMs);
  }
}

/** Access denied for user. */
const isDenied = (error: unknown): boolean => error instanceof Error && 'errno' in error && error.errno === 1045;

async function connectWith(password: string, s: Settings, timeoutMs: number): Promise<Connection> {
  const connection = await createConnection({
    host: s.host,
    port: s.port,
    user: s.user,
    password,
    charset: 'utf8mb4_bin',
    timezone: 'Z',
    connectTimeout: timeoutMs,
    enableKeepAlive: true,
    keepAliveInitialDelay: 10_000,
    maxPreparedStatements: 100,
    ...(s.tls && {ssl: tls(s.tls, s.host)}),
  });
  // Without a listener a lost idle connection would end the process.
  connection.on('error', () => connection.destroy());
  try {
    for (const sql of sessionSetup(s)) await connection.query({sql, timeout: timeoutMs});
  } catch (error) {
    connection.destroy();
    throw error;
  }
  return connection;
}

/**
 * READ COMMITTED: a fenced write locks the one leader row that it reads
 * (LOCK IN SHARE MODE) and sees its newest committed state after waiting for
 * it; no statement takes gap locks that a later epoch would have to wait for.
 * A statement that a client gave up on stops waiting for locks soon after.
 */
const sessionSetup = (s: Settings): string[] => [
  'SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED',
  `SET SESSION sql_mode = 'STRICT_ALL_TABLES,NO_ZERO_DATE,NO_ZERO_IN_DATE,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION',
     time_zone = '+00:00', autocommit = 1, innodb_lock_wait_timeout = ${Math.max(1, Math.round(s.statementTimeoutMs / 1000))}`,
];

/** Exported by mysql2, but missing in its types. */
type Profiles = {ConnectionConfig: {getSSLProfile(name: string): {ca: string[]}}};

function tls({ca, verifyIdentity = true}: TlsOptions, host: string) {
  const trusted = ca === 'Amazon RDS' ? rdsAuthoritiesOf(host) : ca;
  return {...(trusted !== undefined && {ca: trusted}), rejectUnauthorized: true, verifyIdentity};
}

/** By host: picking them reads each. */
const chosen = new Map<string, string[]>();
function rdsAuthoritiesOf(host: string): string[] {
  let known = chosen.get(host);
  if (!known) {
    const {ca} = (mysql2 as unknown as Profiles).ConnectionConfig.getSSLProfile('Amazon RDS');
    chosen.set(host, (known = rdsAuthorities(host, ca)));
  }
  return known;
}
