import {expect, test} from 'vitest';
import {protocolRules} from '../rules/rules.ts';
import {mutations} from './mutations.ts';
import {simulateSeed} from './simulate-seed.ts';

/** The seed that is known to notice is tried first; when the logic changes, one of the next will do. */
const patience = 150;

test.each(mutations)(
  'notices: $name',
  async ({rules, flaws = {}, from, faults}) => {
    const broken = {...protocolRules, ...rules};
    for (let seed = from; seed < from + patience; seed++) {
      const {violation} = await simulateSeed(seed, {rules: broken, flaws, ...(faults ? {faults} : {})});
      if (violation === undefined) continue;
      // It is the mutation that it noticed.
      expect((await simulateSeed(seed, faults ? {faults} : {})).violation).toBeUndefined();
      return;
    }
    expect.unreachable(`${patience} seeds from ${from} notice nothing`);
  },
  300_000,
);
