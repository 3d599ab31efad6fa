import type {Random} from '@tandem/base';
import {pause} from '../lab/eventually.ts';
import type {LabNode} from '../lab/node.ts';
import {type FaultKind, type Lab, lasting, seconds, target} from './fault.ts';

/** The longest that a node may take to leave after SIGTERM, ms, beyond what a fault of the database holds it up. */
const leaving = 90_000;

/** Resolves when the process has ended; a node that does not leave breaks a promise. */
export async function stopped(lab: Lab, node: LabNode): Promise<void> {
  const code = await Promise.race([node.end('SIGTERM'), pause(leaving).then(() => 'late' as const)]);
  if (code === 'late') {
    lab.wrong(`${node.host} had not ended ${seconds(leaving)} after SIGTERM`);
    await node.end('SIGKILL');
  } else if (code !== 0) lab.wrong(`${node.host} ended with code ${code} after SIGTERM`);
}

/** `most`: the longest that the node stays away, ms; `words`: the signal, with its preposition. */
function away(
  name: string,
  of: 'active' | 'passive',
  most: number,
  words: string,
  end: (lab: Lab, node: LabNode) => Promise<unknown>,
): FaultKind {
  return {
    name,
    place: 'node',
    ends: true,
    plan: (lab, active, random) => {
      const node = of === 'active' ? active : lab.pair.other(active);
      const ms = lasting(random, 200, most);
      return {
        words: `${words} ${node.host} (${of}), back after ${seconds(ms)}`,
        inflict: async () => {
          await end(lab, node);
          await pause(ms);
          node.start();
        },
      };
    },
  };
}

const kill = (name: string, of: 'active' | 'passive'): FaultKind =>
  away(name, of, 12_000, 'SIGKILL of', (_lab, node) => node.end('SIGKILL'));

const stop = (name: string, of: 'active' | 'passive'): FaultKind => away(name, of, 8000, 'SIGTERM to', stopped);

function freeze(name: string, least: number, most: number, choose: typeof target): FaultKind {
  return {
    name,
    place: 'node',
    plan: (lab, active, random) => {
      const {node, who} = choose(lab, active, random);
      const ms = lasting(random, least, most);
      return {
        words: `SIGSTOP of ${who} for ${seconds(ms)}`,
        inflict: async () => {
          if (!node.running) return;
          node.pause();
          await pause(ms);
          node.resume();
        },
      };
    },
  };
}

const theActive = (_lab: Lab, active: LabNode): {node: LabNode; who: string} => ({
  node: active,
  who: active.host,
});

const freezeBoth: FaultKind = {
  name: 'freeze-both',
  place: 'node',
  plan: (lab, _active, random) => {
    const [first, second] = [lasting(random, 300, 15_000), lasting(random, 300, 15_000)];
    return {
      words: `SIGSTOP of both nodes, n1 for ${seconds(first)}, n2 for ${seconds(second)}`,
      inflict: async () => {
        const freezes = lab.pair.nodes.map(async (node, i) => {
          if (!node.running) return;
          node.pause();
          await pause(i === 0 ? first : second);
          node.resume();
        });
        await Promise.all(freezes);
      },
    };
  },
};

const stopBoth: FaultKind = {
  name: 'stop-both',
  place: 'node',
  ends: true,
  plan: (lab, _active, random: Random) => {
    const [gap, ms] = [random.below(3) === 0 ? 0 : lasting(random, 1, 1500), lasting(random, 100, 3000)];
    const nodes = random.below(2) === 0 ? lab.pair.nodes : lab.pair.nodes.toReversed();
    return {
      words: `SIGTERM to ${nodes.map((n) => n.host).join(' and ')}, ${gap} ms apart, back after ${seconds(ms)}`,
      inflict: async () => {
        await Promise.all(
          nodes.map(async (node, i) => {
            await pause(i * gap);
            await stopped(lab, node);
          }),
        );
        await pause(ms);
        for (const node of nodes) node.start();
      },
    };
  },
};

export const nodeFaults: readonly FaultKind[] = [
  kill('kill-active', 'active'),
  kill('kill-passive', 'passive'),
  stop('stop-active', 'active'),
  stop('stop-passive', 'passive'),
  freeze('freeze-short', 50, 1500, target),
  freeze('freeze-long', 4000, 25_000, theActive),
  freeze('freeze-passive', 2000, 20_000, (lab, active) => theActive(lab, lab.pair.other(active))),
  freezeBoth,
  stopBoth,
];

/** Only with durability `database`: what both held in memory is lost at once, and the database has everything. */
export const killBoth: FaultKind = {
  name: 'kill-both',
  place: 'node',
  ends: true,
  plan: (lab, _active, random) => {
    const ms = lasting(random, 100, 5000);
    return {
      words: `SIGKILL of both nodes, back after ${seconds(ms)}`,
      inflict: async () => {
        await Promise.all(lab.pair.nodes.map((node) => node.end('SIGKILL')));
        await pause(ms);
        for (const node of lab.pair.nodes) node.start();
      },
    };
  },
};
