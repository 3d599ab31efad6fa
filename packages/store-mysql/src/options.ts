/** How to reach the server and what lies where. Milliseconds unless said otherwise. */
export type MysqlOptions = {
  /** `mysql://user:password@host:port/clusterDatabase`; what else is given here wins over its parts. */
  url?: string;
  host?: string;
  /** @default 3306 */
  port?: number;
  user?: string;
  /**
   * A function is asked at each new connection, so that a rotated password is
   * taken up without a restart; it must settle. It is asked once more, with
   * the password that the server `refused`, when that happens: another answer
   * is tried at once.
   */
  password?: string | Password;
  /** The group whose rows these stores serve. */
  group: string;
  /** Leader and membership. @default 'clusterdb' */
  clusterDatabase?: string;
  /** Journal and snapshots; may be the same. @default 'persistencedb' */
  persistenceDatabase?: string;
  /** Where the persistence database is, if someone states it apart: refused unless it is the same server. */
  persistenceUrl?: string;
  tables?: Partial<TableNames>;
  /** Connections at most, opened as needed. @default 4 */
  poolSize?: number;
  /** Of one statement, waiting for a connection and connecting included. @default 1000 */
  statementTimeoutMs?: number;
  /** Of one statement that moves snapshot bytes or changes the schema. @default 30000 */
  bulkTimeoutMs?: number;
  /** `true`: verified against the system's authorities. @default false */
  tls?: boolean | TlsOptions;
};

export type Password = (refused?: string) => string | Promise<string>;

export type TlsOptions = {
  /** PEM, or 'Amazon RDS' for the bundled authorities of Amazon RDS. */
  ca?: string;
  /** Whether the certificate must name the host. @default true */
  verifyIdentity?: boolean;
};

export type TableNames = {
  leader: string;
  member: string;
  journal: string;
  cut: string;
  persistence: string;
  schemaVersion: string;
};

/** The options with every default filled in. Table names are qualified and quoted. */
export type Settings = {
  host: string;
  port: number;
  user: string;
  password: Password;
  group: string;
  clusterDatabase: string;
  persistenceDatabase: string;
  names: TableNames;
  tables: Omit<TableNames, 'schemaVersion'>;
  poolSize: number;
  statementTimeoutMs: number;
  bulkTimeoutMs: number;
  tls: TlsOptions | undefined;
};

const defaultNames: TableNames = {
  leader: 'TANDEM_LEADER',
  member: 'TANDEM_MEMBER',
  journal: 'TANDEM_JOURNAL',
  cut: 'TANDEM_CUT',
  persistence: 'PERSISTENCE_TABLE',
  schemaVersion: 'TANDEM_SCHEMA_VERSION',
};

/** Throws with the option's name and its value when one cannot be used. */
export function settings(options: MysqlOptions): Settings {
  const url = options.url === undefined ? undefined : parseUrl('url', options.url);
  const host = options.host ?? url?.host ?? refuse('host', undefined, 'the name or address of the MySQL server');
  const port = options.port ?? url?.port ?? 3306;
  const password = options.password ?? url?.password ?? '';
  const persistenceUrl =
    options.persistenceUrl === undefined ? undefined : parseUrl('persistenceUrl', options.persistenceUrl);
  if (persistenceUrl && (persistenceUrl.host !== host || persistenceUrl.port !== port))
    refuse(
      'persistenceUrl',
      `${persistenceUrl.host}:${persistenceUrl.port}`,
      `the server of the cluster database, ${host}:${port}: a journal write must read the leader row in the same ` +
        'statement, or a deposed node could write after its successor has read',
    );
  const clusterDatabase = named('clusterDatabase', options.clusterDatabase ?? url?.database ?? 'clusterdb');
  const persistenceDatabase = named(
    'persistenceDatabase',
    options.persistenceDatabase ?? persistenceUrl?.database ?? 'persistencedb',
  );
  const names = {...defaultNames, ...options.tables};
  for (const [key, name] of Object.entries(names)) named(`tables.${key}`, name);
  if (new Set(Object.values(names)).size < Object.keys(names).length)
    refuse('tables', JSON.stringify(names), 'a different name for each table');
  const cluster = (name: string) => `${quoted(clusterDatabase)}.${quoted(name)}`;
  const persistence = (name: string) => `${quoted(persistenceDatabase)}.${quoted(name)}`;
  return {
    host,
    port,
    user: options.user ?? url?.user ?? refuse('user', undefined, 'the name of a MySQL user'),
    password: typeof password === 'function' ? password : () => password,
    group: grouped(options.group),
    clusterDatabase,
    persistenceDatabase,
    names,
    tables: {
      leader: cluster(names.leader),
      member: cluster(names.member),
      journal: persistence(names.journal),
      cut: persistence(names.cut),
      persistence: persistence(names.persistence),
    },
    poolSize: positive('poolSize', options.poolSize ?? 4),
    statementTimeoutMs: positive('statementTimeoutMs', options.statementTimeoutMs ?? 1000),
    bulkTimeoutMs: positive('bulkTimeoutMs', options.bulkTimeoutMs ?? 30_000),
    tls: options.tls === true ? {} : options.tls === false ? undefined : options.tls,
  };
}

/** As an identifier in SQL. Only for names that `named` admitted. */
export const quoted = (name: string): string => `\`${name}\``;

/** Trailing blanks are not significant when MySQL compares, so they must not tell two groups apart. */
function grouped(group: string): string {
  if (group === '' || group.length > 128 || group !== group.trimEnd())
    refuse('group', group, '1 to 128 characters without trailing blanks');
  return group;
}
function named(option: string, name: string): string {
  return /^[A-Za-z0-9_$-]{1,64}$/.test(name) ? name : refuse(option, name, '1 to 64 of A-Z a-z 0-9 _ $ -');
}
function positive(option: string, n: number): number {
  return Number.isSafeInteger(n) && n > 0 ? n : refuse(option, String(n), 'a whole number above 0');
}
function parseUrl(option: string, text: string) {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol !== 'mysql:' || url.hostname === '')
    return refuse(option, undefined, 'mysql://user:password@host:port/database');
  return {
    host: url.hostname.replace(/^\[(.*)\]$/, '$1'),
    port: url.port === '' ? 3306 : Number(url.port),
    user: url.username === '' ? undefined : decodeURIComponent(url.username),
    password: decodeURIComponent(url.password),
    database: url.pathname.length > 1 ? decodeURIComponent(url.pathname.slice(1)) : undefined,
  };
}
/** Values of URLs are left out: they hold passwords. */
function refuse(option: string, found: string | undefined, expected: string): never {
  throw new Error(
    `MySQL option ${option}${found === undefined ? '' : ` is ${JSON.stringify(found)}`}: expected ${expected}`,
  );
}
