import {expect, test} from 'vitest';
import {chooseTarget} from './choose-target.ts';
import {type TargetState} from './target-health.ts';

const targets = (...states: TargetState[]) => states.map((state, at) => ({state, at}));
/** Where two hundred connections of one client go. */
function chosen(of: ReturnType<typeof targets>): number[] {
  const flows = Array.from({length: 200}, (_, i) => ({address: '10.0.0.9', port: 40_000 + i, to: 8006}));
  return [...new Set(flows.map((flow) => chooseTarget(of, flow)?.at ?? -1))].sort((a, b) => a - b);
}

test.each([
  {name: 'healthy targets share the connections', states: ['healthy', 'healthy'], to: [0, 1]},
  {name: 'an ill one gets none', states: ['healthy', 'unhealthy'], to: [0]},
  {name: 'one that is not yet known gets none', states: ['initial', 'healthy'], to: [1]},
  {name: 'if none is healthy all get some', states: ['unhealthy', 'initial'], to: [0, 1]},
  {name: 'but never one that drains', states: ['draining', 'unhealthy'], to: [1]},
  {name: 'without targets there is nothing to choose', states: ['draining'], to: [-1]},
] satisfies {name: string; states: TargetState[]; to: number[]}[])('$name', ({states, to}) =>
  expect(chosen(targets(...states))).toEqual(to),
);

test('one flow always goes to the same target', () => {
  const of = targets('healthy', 'healthy');
  const flow = {address: '10.0.0.9', port: 40_001, to: 8006};
  expect(chooseTarget(of, flow)).toBe(chooseTarget(of, flow));
});
