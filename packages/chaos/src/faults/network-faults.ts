import type {Random} from '@tandem/base';
import {pause} from '../lab/eventually.ts';
import type {Host} from '../lab/network.ts';
import {type Fault, type FaultKind, type Lab, lasting, oneOf, seconds} from './fault.ts';

type Ways = readonly (readonly [Host, Host])[];
const both = (one: Host, two: Host): Ways => [
  [one, two],
  [two, one],
];
const arrow = (ways: Ways): string => ways.map(([from, to]) => `${from}→${to}`).join(' ');

async function during(ms: number, begin: () => Promise<(() => Promise<void>)[]>): Promise<void> {
  const ends = await begin();
  await pause(ms);
  for (const end of ends) await end();
}

function cut(lab: Lab, ways: Ways, ms: number): Fault {
  return {
    words: `${arrow(ways)} cut for ${seconds(ms)}`,
    inflict: () => during(ms, () => Promise.all(ways.map(([from, to]) => lab.network.drop(from, to)))),
  };
}

function flap(lab: Lab, ways: Ways, random: Random): Fault {
  const spans = Array.from({length: 3 + random.below(8)}, () => [
    lasting(random, 100, 3000),
    lasting(random, 50, 1500),
  ]);
  return {
    words: `${arrow(ways)} flaps ${spans.length} times`,
    inflict: async () => {
      for (const [off = 0, on = 0] of spans) {
        await during(off, () => Promise.all(ways.map(([from, to]) => lab.network.drop(from, to))));
        await pause(on);
      }
    },
  };
}

function resets(lab: Lab, ways: Ways, random: Random): Fault {
  const spans = Array.from({length: 1 + random.below(6)}, () => [lasting(random, 20, 600), lasting(random, 20, 1500)]);
  return {
    words: `connections ${arrow(ways)} are reset ${spans.length} times`,
    inflict: async () => {
      for (const [on = 0, off = 0] of spans) {
        await during(on, () => Promise.all(ways.map(([from, to]) => lab.network.refuse(from, to))));
        await pause(off);
      }
    },
  };
}

function loss(lab: Lab, ways: Ways, random: Random): Fault {
  const [share, ms] = [0.02 + random.next() * 0.28, lasting(random, 1500, 15_000)];
  return {
    words: `${arrow(ways)} loses ${Math.round(share * 100)} % for ${seconds(ms)}`,
    inflict: () => during(ms, () => Promise.all(ways.map(([from, to]) => lab.network.lose(from, to, share)))),
  };
}

function delayed(lab: Lab, [one, two]: readonly [Host, Host], random: Random): Fault {
  const delay = lasting(random, 5, 400);
  const [jitter, ms] = [Math.round(delay * random.next()), lasting(random, 1500, 15_000)];
  return {
    words: `${one}↔${two} is ${delay} ± ${jitter} ms slow for ${seconds(ms)}`,
    inflict: () => during(ms, async () => (lab.delay ? [await lab.delay.between(one, two, delay, jitter)] : [])),
  };
}
const delayLacks = (lab: Lab): string | undefined => (lab.delay ? undefined : 'gcc with libnetfilter-queue-dev');

/** One direction of the two at random. */
const oneWay = (ways: Ways, random: Random): Ways => [ways[random.below(ways.length)] ?? ['n1', 'n2']];
const aNode = (random: Random): Host => oneOf(random, ['n1', 'n2']);
const short = 1000;
const long = 25_000;

export const networkFaults: readonly FaultKind[] = [
  {name: 'link-cut', place: 'network', plan: (lab, _, r) => cut(lab, both('n1', 'n2'), lasting(r, short, long))},
  {
    name: 'link-one-way',
    place: 'network',
    plan: (lab, _, r) => cut(lab, oneWay(both('n1', 'n2'), r), lasting(r, short, long)),
  },
  {name: 'link-flap', place: 'network', plan: (lab, _, r) => flap(lab, both('n1', 'n2'), r)},
  {name: 'link-reset', place: 'network', plan: (lab, _, r) => resets(lab, both('n1', 'n2'), r)},
  {name: 'link-loss', place: 'network', plan: (lab, _, r) => loss(lab, both('n1', 'n2'), r)},
  {name: 'link-slow', place: 'network', lacks: delayLacks, plan: (lab, _, r) => delayed(lab, ['n1', 'n2'], r)},
  {name: 'node-db-cut', place: 'network', plan: (lab, _, r) => cut(lab, both(aNode(r), 'db'), lasting(r, short, long))},
  {
    name: 'node-db-one-way',
    place: 'network',
    plan: (lab, _, r) => cut(lab, oneWay(both(aNode(r), 'db'), r), lasting(r, short, long)),
  },
  {
    name: 'db-cut',
    place: 'network',
    plan: (lab, _, r) => cut(lab, [...both('n1', 'db'), ...both('n2', 'db')], lasting(r, short, long)),
  },
  {name: 'db-reset', place: 'network', plan: (lab, _, r) => resets(lab, both(aNode(r), 'db'), r)},
  {name: 'db-loss', place: 'network', plan: (lab, _, r) => loss(lab, both(aNode(r), 'db'), r)},
  {name: 'db-slow-way', place: 'network', lacks: delayLacks, plan: (lab, _, r) => delayed(lab, [aNode(r), 'db'], r)},
  {
    name: 'client-cut',
    place: 'network',
    plan: (lab, _, r) => cut(lab, both(aNode(r), 'cl'), lasting(r, short, 12_000)),
  },
  {
    name: 'client-one-way',
    place: 'network',
    plan: (lab, _, r) => cut(lab, oneWay(both(aNode(r), 'cl'), r), lasting(r, short, 12_000)),
  },
  {name: 'client-reset', place: 'network', plan: (lab, _, r) => resets(lab, both(aNode(r), 'cl'), r)},
  {name: 'client-loss', place: 'network', plan: (lab, _, r) => loss(lab, both(aNode(r), 'cl'), r)},
  {name: 'client-slow', place: 'network', lacks: delayLacks, plan: (lab, _, r) => delayed(lab, [aNode(r), 'cl'], r)},
  {
    // The active sees neither the other node nor the database: it has to stop, and the other takes over.
    name: 'isolated-active',
    place: 'network',
    plan: (lab, active, r) => cut(lab, [...both(active.host, 'db'), ...both('n1', 'n2')], lasting(r, 4000, long)),
  },
  {
    name: 'sink-refuses',
    place: 'network',
    plan: (lab, _, r) => {
      const ms = lasting(r, short, 8000);
      return {
        words: `the sinks' receiver answers 503 for ${seconds(ms)}`,
        inflict: async () => {
          await lab.load.ask({do: 'refuse', refusing: true});
          await pause(ms);
          await lab.load.ask({do: 'refuse', refusing: false});
        },
      };
    },
  },
];
