import {choice, fraction, port, text, whole} from '../setting.ts';

/** The database of the pair. */
export const database = {
  databaseKind: choice({
    path: 'database.kind',
    env: 'TANDEM_DATABASE_KIND',
    of: ['sqlite', 'mysql'],
    default: 'sqlite',
    help: 'Data sources with a MySQL jdbcUrl set it to "mysql".',
  }),
  databasePath: text({
    path: 'database.path',
    env: 'TANDEM_DATABASE_PATH',
    default: '.tandem/tandem.db',
    help: 'File of the SQLite database, shared by both nodes of one machine.',
  }),
  databaseHost: text({path: 'database.host', env: 'TANDEM_DATABASE_HOST', default: 'localhost', help: 'MySQL host.'}),
  databasePort: port({path: 'database.port', env: 'TANDEM_DATABASE_PORT', default: 3306, help: 'MySQL port.'}),
  databaseUser: text({path: 'database.user', env: 'TANDEM_DATABASE_USER', default: 'root', help: 'MySQL user.'}),
  databasePassword: text({
    path: 'database.password',
    env: 'TANDEM_DATABASE_PASSWORD',
    secret: true,
    help: 'MySQL password.',
  }),
  databasePasswordFile: text({
    path: 'database.passwordFile',
    env: 'TANDEM_DATABASE_PASSWORD_FILE',
    help: 'File that holds the MySQL password and nothing else. Read when a connection is opened and again when the server refuses the password: a rotated one is taken up while the node runs. Wins over database.password.',
  }),
  databaseSecretArn: text({
    path: 'database.secretArn',
    env: 'TANDEM_DATABASE_SECRET_ARN',
    pattern: /^(arn:[\w-]+:secretsmanager:[\w-]+:\d+:secret:\S+)?$/,
    expected: 'the ARN of a secret in AWS Secrets Manager',
    help: 'Secret in AWS Secrets Manager whose field "password" is the MySQL password. Asked when the server refuses the password that the node has: a rotated one is taken up while the node runs. Takes secretsmanager:GetSecretValue on it.',
  }),
  databaseTls: choice({
    path: 'database.tls',
    env: 'TANDEM_DATABASE_TLS',
    of: ['off', 'rds', 'system'],
    default: 'off',
    help: '"rds": TLS, checked against the certificate authorities of Amazon RDS; "system": against those that Node.js knows.',
  }),
  databasePoolSize: whole({
    path: 'database.poolSize',
    env: 'TANDEM_DATABASE_POOL_SIZE',
    default: 8,
    min: 2,
    max: 500,
    help: 'Connections to MySQL; a data source calls it maxPoolSize.',
  }),
  clusterDatabase: text({
    path: 'database.clusterDatabase',
    env: 'TANDEM_CLUSTER_DATABASE',
    default: 'clusterdb',
    help: 'MySQL database of the leader row, the members and the journal.',
  }),
  persistenceDatabase: text({
    path: 'database.persistenceDatabase',
    env: 'TANDEM_PERSISTENCE_DATABASE',
    default: 'persistencedb',
    help: 'MySQL database of the snapshots, on the same server.',
  }),
  databaseWaitSec: fraction({
    path: 'database.waitSec',
    env: 'TANDEM_DATABASE_WAIT_SEC',
    default: 300,
    max: 86_400,
    help: 'How long a starting node tries to reach the database before it exits with code 69.',
  }),
};
