import type {Timings} from '@tandem/cluster';
import type {Settings} from './table.ts';
import {defaults} from './table.ts';

/** The protocol's timings. The older heartbeat keys replace defaults; a timing that is set to something else wins over them. */
export function timingsOf(s: Settings): Timings {
  const standard = defaults();
  const silence = s.heartbeatInterval * s.heartbeatMaxRetry;
  const chosen = (set: number, usual: number, older: number): number => (set === usual && older > 0 ? older : set);
  return {
    heartbeat: s.timingHeartbeat,
    promise: chosen(s.timingPromise, standard.timingPromise, silence),
    lease: chosen(s.timingLease, standard.timingLease, silence),
    renewEvery: s.timingRenewEvery,
    statementTimeout: s.timingStatementTimeout,
    margin: s.timingMargin,
    isolation: s.timingIsolation,
    poll: chosen(s.timingPoll, standard.timingPoll, s.eventPollingInterval),
  };
}
