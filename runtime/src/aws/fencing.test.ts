import {afterEach, beforeEach, expect, test, vi} from 'vitest';
import {ManualClock} from '@tandem/base';
import type {Member, NodeStatus} from '@tandem/cluster';
import {Fencing} from './fencing.ts';
import {ecsTasks} from './ecs-tasks.ts';
import {FakeAws} from './testing/fake-aws.ts';

const arn = (id: string): string => `arn:aws:ecs:eu-west-1:1:task/Pair/${id}`;
const aws = new FakeAws();
beforeEach(async () => {
  for (const [name, value] of Object.entries(await aws.open())) vi.stubEnv(name, value);
  aws.asked.length = 0;
  aws.account.tasks = ['own', 'peer', 'old'].map((id) => ({
    taskArn: arn(id),
    lastStatus: 'RUNNING',
    desiredStatus: 'RUNNING',
  }));
});
afterEach(() => {
  aws.close();
  delete aws.account.refusal;
  vi.unstubAllEnvs();
});

const row = (nodeId: string, incarnation: string, task?: string): Member => ({
  nodeId,
  incarnation,
  properties: task === undefined ? {} : {taskArn: arn(task)},
  ageMs: 60_000,
});

function fencing(members: Member[], status: Partial<NodeStatus>) {
  const clock = new ManualClock();
  const said: string[] = [];
  const log = (message: string): void => void said.push(message);
  const made = new Fencing({
    nodeId: 'a',
    task: {arn: arn('own'), cluster: 'Pair'},
    store: {members: () => Promise.resolve(members)},
    status: () => ({predecessor: null, peer: null, ...status}) as NodeStatus,
    clock,
    log: {debug: log, info: log, warn: log, error: log},
  });
  /** A minute and a half goes by, then everything that was asked of AWS has been answered. */
  const later = async (): Promise<string[]> => {
    for (let second = 1; second <= 90; second++) {
      clock.advanceTo(second * 1000);
      await new Promise((resolve) => setImmediate(resolve));
    }
    await vi.waitFor(() => expect(clock.next()).toBeUndefined());
    return aws.asked.map(({action, input}) => `${action} ${String(input['task'] ?? input['tasks'])}`);
  };
  return {made, said, later};
}

test('a node that took over has the silent predecessor stopped: the one task that its row names, in its own cluster', async () => {
  const {made, said, later} = fencing([row('a', 'a-1', 'own'), row('b', 'b-1', 'peer')], {predecessor: 'b-1'});
  await made.roleIs('takingOver');
  await made.roleIs('active');
  await later();
  await vi.waitFor(() => expect(said).toEqual([expect.stringContaining('stopped the stale task of b')]));
  expect(aws.asked).toEqual([
    {action: 'DescribeTasks', input: {cluster: 'Pair', tasks: [arn('peer')]}},
    {
      action: 'StopTask',
      input: {cluster: 'Pair', task: arn('peer'), reason: 'Tandem: b was deposed and has been silent since'},
    },
  ]);
});

test.each<{name: string; members: Member[]; predecessor: string | null}>([
  {name: 'a switchover or a first start', members: [row('b', 'b-1', 'peer')], predecessor: null},
  {name: 'a predecessor whose row is gone', members: [row('b', 'b-2', 'peer')], predecessor: 'b-1'},
  {name: 'a predecessor that runs outside ECS', members: [row('b', 'b-1')], predecessor: 'b-1'},
  {name: 'an earlier incarnation of its own', members: [row('a', 'a-1', 'own')], predecessor: 'a-1'},
])('after $name nobody is asked', async ({members, predecessor}) => {
  const {made, later} = fencing(members, {predecessor});
  await made.roleIs('active');
  expect(await later()).toEqual([]);
});

test('a node that becomes passive again meanwhile stops nobody', async () => {
  const {made, later} = fencing([row('b', 'b-1', 'peer')], {predecessor: 'b-1'});
  await made.roleIs('active');
  await made.roleIs('passive');
  expect(await later()).toEqual([]);
});

test('a silent task that ran under the own name is looked at when the node starts', async () => {
  const {made, later} = fencing([row('a', 'a-0', 'old')], {});
  await made.starting();
  expect((await later())[0]).toBe(`DescribeTasks ${arn('old')}`);
});

test('without the right to stop tasks the node goes on, and says so', async () => {
  aws.account.refusal = {code: 'AccessDeniedException', message: 'not authorized to perform: ecs:DescribeTasks'};
  const {made, said, later} = fencing([row('b', 'b-1', 'peer')], {predecessor: 'b-1'});
  await made.roleIs('active');
  await later();
  await vi.waitFor(() => expect(said).toEqual([expect.stringContaining('not authorized')]));
});

test('a task of which ECS knows nothing is unknown, one that was told to stop is ending', async () => {
  const tasks = ecsTasks('Pair');
  expect(await tasks.state(arn('elsewhere'))).toBe('unknown');
  await tasks.stop(arn('peer'), 'because');
  expect([await tasks.state(arn('peer')), await tasks.state(arn('old'))]).toEqual(['ending', 'running']);
});
