import {expect, test} from 'vitest';
import {ContainerHealth} from './container-health.ts';

/** Checks at those ages, in seconds; negative: it failed. */
function after(...checks: number[]): string {
  const health = new ContainerHealth({retries: 3, startPeriodMs: 300_000});
  for (const check of checks) health.checked(check > 0, Math.abs(check) * 1000);
  return health.state;
}

test.each([
  {name: 'nothing is known before the first check', checks: [], state: 'UNKNOWN'},
  {name: 'the first check that passes makes it healthy', checks: [30], state: 'HEALTHY'},
  {name: 'failures while it starts do not count', checks: [-30, -60, -90, -120], state: 'UNKNOWN'},
  {name: 'three failures after that do', checks: [-301, -331, -361], state: 'UNHEALTHY'},
  {name: 'three failures of one that was healthy count at any age', checks: [30, -60, -90, -120], state: 'UNHEALTHY'},
  {name: 'a check that passes starts the count anew', checks: [30, -60, -90, 120, -150, -180], state: 'HEALTHY'},
])('$name', ({checks, state}) => expect(after(...checks)).toBe(state));
