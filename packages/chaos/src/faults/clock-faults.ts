import type {Random} from '@tandem/base';
import {pause} from '../lab/eventually.ts';
import type {LabNode} from '../lab/node.ts';
import {type Fault, type FaultKind, type Lab, lasting, seconds, target} from './fault.ts';

const hour = 3_600_000;
const lacks = (lab: Lab): string | undefined =>
  lab.pair.nodes.every((node) => node.clock.settable) ? undefined : 'libfaketime';

function step(lab: Lab, active: LabNode, random: Random, sign: 1 | -1): Fault {
  const {node, who} = target(lab, active, random);
  const [by, ms] = [sign * lasting(random, 500, 12 * hour), lasting(random, 1500, 12_000)];
  return {
    words: `the clock of ${who} is ${seconds(by)} off for ${seconds(ms)}`,
    inflict: async () => {
      node.clock.set(by);
      await pause(ms);
      node.clock.set(0);
      await pause(1100); // until the process has read it
    },
  };
}

export const clockFaults: readonly FaultKind[] = [
  {name: 'clock-ahead', place: 'clock', lacks, plan: (lab, active, random) => step(lab, active, random, 1)},
  {name: 'clock-behind', place: 'clock', lacks, plan: (lab, active, random) => step(lab, active, random, -1)},
  {
    name: 'clock-drift',
    place: 'clock',
    lacks,
    plan: (lab, active, random) => {
      const {node, who} = target(lab, active, random);
      const [ms, share] = [lasting(random, 4000, 15_000), (random.next() - 0.5) / 10];
      return {
        words: `the clock of ${who} runs ${(share * 100).toFixed(1)} % off for ${seconds(ms)}`,
        inflict: async () => {
          for (let passed = 0; passed < ms; passed += 500) {
            node.clock.set(passed * share);
            await pause(500);
          }
          node.clock.set(0);
          await pause(1100);
        },
      };
    },
  },
];
