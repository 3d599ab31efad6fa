import {must} from '@tandem/base';
import {expect, test} from 'vitest';
import {leastBounds, protocol} from './bounds.ts';
import {brokenRules} from './broken-rules.ts';
import {check} from './check.ts';
import {modelCommand} from './run.ts';
import {search} from './search.ts';

test('two incarnations, every reachable state: never two that may act, epochs never fall, somebody acts again', () => {
  const bounds = {...leastBounds, isolation: 1, revs: 1, late: 0};
  const found = check({name: 'two', bounds, progressEvery: 500});
  expect(found).toMatchObject({complete: true, violation: undefined});
  // Nothing is left out: the search is large, and faults of every kind were on the way.
  expect(found.states).toBeGreaterThan(25_000);
  expect(found.progressChecks).toBeGreaterThan(50);
}, 300_000);

test('three incarnations, every reachable state but what others cover: no violation', () => {
  const bounds = {...leastBounds, start: 'registered' as const, incarnations: 3, isolation: 1, revs: 1, late: 0};
  const found = search({...bounds, reduced: true});
  expect(found).toMatchObject({complete: true, violation: undefined});
  expect(found.states).toBeGreaterThan(50_000);
}, 300_000);

test('an answered entry is in every next active, as far as twelve steps reach', () => {
  const bounds = {...leastBounds, start: 'registered' as const, isolation: 1, entry: true, handover: true, proxy: true};
  expect(search(bounds, {states: 100_000}).violation).toBeUndefined();
}, 300_000);

const quick = ['margin', 'iso-sent', 'ignore-at-send', 'stop-stays'];
test.each(brokenRules.filter(({name}) => quick.includes(name)))(
  'without the rule $name two may act',
  ({bounds, protocol: broken}) => {
    const {violation} = search(bounds, {states: 400_000}, broken);
    expect(violation?.what).toBe('S1: two may act');
    expect(violation?.trace.at(-1)?.match(/ACTS/g)).toHaveLength(2);
    // It is the rule that makes the difference.
    if (bounds.margin === leastBounds.margin)
      expect(search(bounds, {states: 20_000}, protocol).violation).toBeUndefined();
  },
  300_000,
);

test('a promise that is asked for and cannot be counted leaves nobody active', () => {
  const asked = must(
    brokenRules.find(({name}) => name === 'asked'),
    'the rule',
  );
  const {violation} = check({progressEvery: 10, ...asked}, {states: 2000}, asked.protocol);
  expect(violation?.what).toContain('L1: nobody ends up acting');
}, 300_000);

test('the command names searches that there are', () => {
  const lines: string[] = [];
  expect(modelCommand(['--search', 'tow'], (line) => lines.push(line), {now: () => 0, bytes: () => 0})).toBe(2);
  expect(lines.join()).toContain("no search 'tow'; there are two,");
});
