import * as incarnation from './incarnation-rules.ts';
import * as leader from './leader-rules.ts';
import * as promise from './promise-rules.ts';
import * as standby from './standby-rules.ts';
import * as takeover from './takeover-rules.ts';
import * as views from './views.ts';

/**
 * The voters' rules as one value. Nodes run on `protocolRules`; the simulator
 * hands in sets with one rule broken, to show that it would notice.
 */
export const protocolRules = {...views, ...leader, ...promise, ...takeover, ...incarnation, ...standby};
export type Rules = typeof protocolRules;
