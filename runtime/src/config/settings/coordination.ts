import {text, whole, yesNo} from '../setting.ts';

/** The group, and what coordinates it. */
export const coordination = {
  clusterEnabled: yesNo({
    path: 'cluster.config.enabled',
    env: 'TANDEM_CLUSTER_ENABLED',
    default: true,
    help: 'Off: a single node; it still keeps its journal and snapshots in the database, and opens no event link.',
  }),
  groupId: text({
    path: 'cluster.config.groupId',
    env: 'TANDEM_GROUP_ID',
    default: 'si',
    pattern: /^[\w.-]{1,100}$/,
    expected: 'up to 100 letters, digits, dots, dashes or underscores',
    help: 'The two nodes with one groupId are a pair.',
  }),
  coordinationStrategyClass: text({
    path: 'cluster.config.coordinationStrategyClass',
    env: 'TANDEM_COORDINATION_STRATEGY_CLASS',
    default: 'RDBMSCoordinationStrategy',
    pattern: /(^|\.)RDBMSCoordinationStrategy$/,
    expected: '"RDBMSCoordinationStrategy", with or without a package in front',
    idle: true,
    help: 'The nodes are coordinated by the database; there is no other way.',
  }),
  clusterDatasource: text({
    path: 'cluster.config.strategyConfig.datasource',
    env: 'TANDEM_CLUSTER_DATASOURCE',
    default: 'WSO2_CLUSTER_DB',
    help: 'Name of the data source that holds the leader row and the members.',
  }),
  heartbeatInterval: whole({
    path: 'cluster.config.strategyConfig.heartbeatInterval',
    env: 'TANDEM_HEARTBEAT_INTERVAL',
    default: 0,
    max: 600_000,
    help: 'ms. When set, heartbeatInterval × heartbeatMaxRetry replaces the default of timings.lease and timings.promise: a node that is silent for so long counts as lost. 0 = the faster defaults.',
  }),
  heartbeatMaxRetry: whole({
    path: 'cluster.config.strategyConfig.heartbeatMaxRetry',
    env: 'TANDEM_HEARTBEAT_MAX_RETRY',
    default: 3,
    min: 1,
    max: 100,
    help: 'See heartbeatInterval.',
  }),
  eventPollingInterval: whole({
    path: 'cluster.config.strategyConfig.eventPollingInterval',
    env: 'TANDEM_EVENT_POLLING_INTERVAL',
    default: 0,
    max: 600_000,
    help: 'ms. When set, replaces the default of timings.poll. 0 = the default.',
  }),
};
