import {whole} from '../setting.ts';

/** The timings of the cluster protocol, ms. */
export const protocolTimings = {
  timingHeartbeat: whole({
    path: 'cluster.config.timings.heartbeat',
    env: 'TANDEM_TIMING_HEARTBEAT',
    default: 300,
    min: 10,
    help: 'ms between heartbeats on the event link.',
  }),
  timingPromise: whole({
    path: 'cluster.config.timings.promise',
    env: 'TANDEM_TIMING_PROMISE',
    default: 2000,
    min: 50,
    help: 'ms for which an acknowledgement of the passive promises not to take over.',
  }),
  timingLease: whole({
    path: 'cluster.config.timings.lease',
    env: 'TANDEM_TIMING_LEASE',
    default: 3000,
    min: 50,
    help: 'ms for which the database permits a node to be active.',
  }),
  timingRenewEvery: whole({
    path: 'cluster.config.timings.renewEvery',
    env: 'TANDEM_TIMING_RENEW_EVERY',
    default: 750,
    min: 10,
    help: 'ms between renewals of the lease.',
  }),
  timingStatementTimeout: whole({
    path: 'cluster.config.timings.statementTimeout',
    env: 'TANDEM_TIMING_STATEMENT_TIMEOUT',
    default: 900,
    min: 10,
    help: 'ms after which a database statement counts as "outcome unknown".',
  }),
  timingMargin: whole({
    path: 'cluster.config.timings.margin',
    env: 'TANDEM_TIMING_MARGIN',
    default: 400,
    min: 5,
    help: 'ms by which a node stops earlier than it must: clock drift, pauses.',
  }),
  timingIsolation: whole({
    path: 'cluster.config.timings.isolation',
    env: 'TANDEM_TIMING_ISOLATION',
    default: 120_000,
    min: 100,
    help: 'ms for which the pair goes on without the database; also the wait before a node that does not know everything takes over.',
  }),
  timingPoll: whole({
    path: 'cluster.config.timings.poll',
    env: 'TANDEM_TIMING_POLL',
    default: 300,
    min: 10,
    help: 'ms between looks at the leader row, and between heartbeats in the members table.',
  }),
};
