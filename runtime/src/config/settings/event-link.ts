import {ports} from '../ports.ts';
import {choice, port, text, whole} from '../setting.ts';

/** The link between the two nodes. */
export const eventLink = {
  deploymentType: choice({
    path: 'deployment.config.type',
    env: 'TANDEM_DEPLOYMENT_TYPE',
    of: ['ha'],
    default: 'ha',
    idle: true,
    help: 'The pair is the only deployment.',
  }),
  eventSyncHost: text({
    path: 'deployment.config.eventSyncServer.host',
    also: ['deployment.config.host'],
    env: 'TANDEM_EVENT_SYNC_HOST',
    default: '0.0.0.0',
    help: 'Address on which the event link listens.',
  }),
  eventSyncPort: port({
    path: 'deployment.config.eventSyncServer.port',
    env: 'TANDEM_EVENT_SYNC_PORT',
    default: ports.eventSync,
    help: 'Port of the event link.',
  }),
  advertisedHost: text({
    path: 'deployment.config.eventSyncServer.advertisedHost',
    also: ['deployment.config.advertisedHost'],
    env: 'TANDEM_ADVERTISED_HOST',
    help: 'Address under which the other node finds this one. Empty: found at start, from the metadata of the ECS task or else from the first network interface.',
  }),
  advertisedPort: port({
    path: 'deployment.config.eventSyncServer.advertisedPort',
    env: 'TANDEM_ADVERTISED_PORT',
    default: 0,
    help: 'Port under which the other node finds the event link. 0 = the one it listens on.',
  }),
  passiveNodeDetailsWaitTimeOutMillis: whole({
    path: 'deployment.config.passiveNodeDetailsWaitTimeOutMillis',
    env: 'TANDEM_PASSIVE_DETAILS_WAIT',
    default: 300_000,
    idle: true,
    help: 'Accepted, has no effect: the passive connects by itself.',
  }),
  passiveNodeDetailsRetrySleepTimeMillis: whole({
    path: 'deployment.config.passiveNodeDetailsRetrySleepTimeMillis',
    env: 'TANDEM_PASSIVE_DETAILS_SLEEP',
    default: 500,
    idle: true,
    help: 'Accepted, has no effect.',
  }),
  eventByteBufferQueueCapacity: whole({
    path: 'deployment.config.eventByteBufferQueueCapacity',
    env: 'TANDEM_EVENT_QUEUE_CAPACITY',
    default: 20_000,
    idle: true,
    help: 'Accepted, has no effect: limits.queueBytes bounds the queue.',
  }),
  byteBufferExtractorThreadPoolSize: whole({
    path: 'deployment.config.byteBufferExtractorThreadPoolSize',
    env: 'TANDEM_EXTRACTOR_THREADS',
    default: 5,
    idle: true,
    help: 'Accepted, has no effect.',
  }),
  eventSyncBossThreads: whole({
    path: 'deployment.config.eventSyncServer.bossThreads',
    env: 'TANDEM_EVENT_SYNC_BOSS_THREADS',
    default: 10,
    idle: true,
    help: 'Accepted, has no effect.',
  }),
  eventSyncWorkerThreads: whole({
    path: 'deployment.config.eventSyncServer.workerThreads',
    env: 'TANDEM_EVENT_SYNC_WORKER_THREADS',
    default: 10,
    idle: true,
    help: 'Accepted, has no effect.',
  }),
};
