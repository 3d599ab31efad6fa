import {expect, test} from 'vitest';
import type {Launch} from '../lab/launch.ts';
import type {LabNode} from '../lab/node.ts';
import type {Lab} from './fault.ts';
import {versionEpisodes} from './version-steps.ts';

type Node = {host: string; version: string};

/** What each step makes of a pair of which the active is named first. */
async function pairs(steps: number): Promise<string[]> {
  const launch = (version: string): Launch => Object.assign((() => undefined) as unknown as Launch, {version});
  let pair: Node[] = ['n1', 'n2'].map((host) => ({host, version: 'former'}));
  const seen: string[] = [];
  for (const episode of versionEpisodes({former: launch('former'), present: launch('present')})) {
    const [active, passive] = pair.map((of) => ({
      host: of.host,
      end: async () => 0,
      start: (as?: {version: string}) => void (of.version = as?.version ?? of.version),
    })) as unknown as [LabNode, LabNode];
    const lab = {pair: {other: () => passive}} as unknown as Lab;
    for (const {kind} of episode) {
      await kind.plan(lab, active, undefined as never).inflict();
      if (kind.name.includes('-active')) pair = pair.toReversed();
      seen.push(`${kind.name}: ${pair.map(({version}) => version).join(', ')}`);
    }
    if (seen.length === steps) return seen;
  }
  return seen;
}

test('a round goes from a pair of the former version to one of the present and back, by either node, planned and not', async () =>
  expect(await pairs(13)).toEqual([
    'stop-passive-to-present: former, present',
    'stop-active-to-present: present, present',
    'stop-passive-to-former: present, former',
    'stop-active-to-former: former, former',
    'kill-passive-to-present: former, present',
    'kill-active: present, former',
    'kill-active: former, present',
    'stop-active: present, former',
    'stop-active: former, present',
    'kill-active-to-present: present, present',
    'kill-passive-to-former: present, former',
    'kill-active-to-former: former, former',
    'stop-passive-to-present: former, present',
  ]));
