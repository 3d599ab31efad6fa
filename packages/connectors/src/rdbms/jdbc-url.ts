export type MysqlUrl = {
  host: string;
  port: number;
  database: string;
  /** What the URL asks for; undefined: nothing. */
  tls: 'off' | 'system' | undefined;
};

/** `jdbc:mysql://host:port/database?useSSL=true`; undefined when it is none. */
export function parseJdbcUrl(url: string): MysqlUrl | undefined {
  const match = /^jdbc:(?:mysql|mariadb):\/\/([^/:?]+|\[[^\]]+\])(?::(\d{1,5}))?\/([^?]+)(?:\?(.*))?$/.exec(url);
  if (!match) return undefined;
  const [, host = '', port, database = '', query = ''] = match;
  const options = new URLSearchParams(query.replaceAll('&amp;', '&'));
  const useSsl = options.get('useSSL') ?? options.get('sslMode');
  const tls = useSsl === null ? undefined : /^(false|DISABLED)$/i.test(useSsl) ? 'off' : 'system';
  return {host, port: port === undefined ? 3306 : Number(port), database: decodeURIComponent(database), tls};
}

/** The file of `jdbc:sqlite:file`; undefined when it is none. */
export function parseSqliteUrl(url: string): string | undefined {
  return /^jdbc:sqlite:(?!:)([^?]+)$/.exec(url)?.[1];
}
