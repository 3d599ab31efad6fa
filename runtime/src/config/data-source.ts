import {parseJdbcUrl} from '@tandem/connectors/jdbc-url';

/** One data source of the file: what of a JDBC description the node uses. */
export type DataSource = {
  name: string;
  /** Where it is written, for refusals. */
  where: string;
  /** As it is written. */
  url: string;
  host: string;
  port: number;
  database: string;
  user?: string;
  password?: string;
  tls: 'off' | 'system' | undefined;
  poolSize?: number;
};

type Field = {expected: string; holds: (value: unknown) => boolean};
const text: Field = {expected: 'a text', holds: (v) => typeof v === 'string' || typeof v === 'number'};
const count: Field = {
  expected: 'a whole number of at least 1',
  holds: (v) => Number.isInteger(Number(v)) && Number(v) >= 1,
};
const yesNo: Field = {
  expected: 'true or false',
  holds: (v) => v === true || v === false || v === 'true' || v === 'false',
};

/** The keys of one item of `dataSources`, as paths below it. Those that the node does not need are checked and passed over. */
export const dataSourceFields: Record<string, Field> = {
  name: text,
  description: text,
  'jndiConfig.name': text,
  'jndiConfig.useJndiReference': yesNo,
  'definition.type': {expected: '"RDBMS"', holds: (v) => v === 'RDBMS'},
  'definition.configuration.jdbcUrl': {
    expected: 'jdbc:mysql://host:port/database',
    holds: (v) => typeof v === 'string' && parseJdbcUrl(v) !== undefined,
  },
  'definition.configuration.username': text,
  'definition.configuration.password': text,
  'definition.configuration.driverClassName': {
    expected: '"com.mysql.cj.jdbc.Driver" or "com.mysql.jdbc.Driver"',
    holds: (v) => v === 'com.mysql.jdbc.Driver' || v === 'com.mysql.cj.jdbc.Driver',
  },
  'definition.configuration.maxPoolSize': count,
  'definition.configuration.idleTimeout': count,
  'definition.configuration.connectionTestQuery': text,
  'definition.configuration.validationTimeout': count,
  'definition.configuration.isAutoCommit': yesNo,
};
