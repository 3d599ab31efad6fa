import {expect, test} from 'vitest';
import {TargetHealth} from './target-health.ts';

/** `+` a check that passes, `-` one that fails. */
function after(checks: string): string {
  const health = new TargetHealth({healthyAfter: 2, unhealthyAfter: 3});
  for (const check of checks) health.checked(check === '+');
  return health.state;
}

test.each([
  {checks: '', state: 'initial'},
  {checks: '+', state: 'initial'},
  {checks: '++', state: 'healthy'},
  {checks: '+-+', state: 'initial'},
  {checks: '++--', state: 'healthy'},
  {checks: '++---', state: 'unhealthy'},
  {checks: '++--+--', state: 'healthy'},
  {checks: '++---+', state: 'unhealthy'},
  {checks: '++---++', state: 'healthy'},
  {checks: '---', state: 'unhealthy'},
])('after "$checks" a target is $state', ({checks, state}) => expect(after(checks)).toBe(state));

test('a draining target stays so, whatever its checks say', () => {
  const health = new TargetHealth({healthyAfter: 1, unhealthyAfter: 1});
  health.state = 'draining';
  expect(health.checked(true)).toBe(false);
  expect(health.state).toBe('draining');
});
