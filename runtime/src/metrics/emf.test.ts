import {expect, test} from 'vitest';
import {must} from '@tandem/base';
import type {NodeStatus} from '@tandem/cluster';
import {pairMetrics} from '../config/index.ts';
import {oneNode} from '../testing/one-node.ts';
import {EmfReport} from './emf.ts';

const status = (role: NodeStatus['role'], committed: number, more: Partial<NodeStatus> = {}): NodeStatus => ({
  nodeId: 'a',
  incarnation: 'a-1',
  role,
  epoch: 3,
  rev: 4,
  active: 'a-1',
  keeper: 'b-1',
  peer: {nodeId: 'b', incarnation: 'b-1', linkUp: true},
  inSync: true,
  sequences: {appended: committed, committed, applied: committed, replicated: committed, journalled: 0, snapshot: 5},
  lag: 2,
  queueBytes: 77,
  queueEntries: 1,
  lastSnapshotAt: 70_000,
  takeovers: 0,
  switchovers: 0,
  predecessor: null,
  lastTakeoverMs: null,
  troubles: [],
  ...more,
});

function report(first: NodeStatus) {
  let now = first;
  const lines: Record<string, unknown>[] = [];
  const emf = new EmfReport({
    groupId: 'g',
    nodeId: 'a',
    status: () => now,
    sinks: () => ({published: 9, refused: 1, waiting: {x: 2, y: 3}}),
    now: () => 100_000,
    write: (line) => {
      expect(line.indexOf('\n')).toBe(line.length - 1);
      lines.push(JSON.parse(line) as Record<string, unknown>);
    },
  });
  return {lines, emf, is: (next: NodeStatus) => void (now = next)};
}

test('a line carries every metric that it lists, under the node and under the group', () => {
  const {lines, emf} = report(status('active', 10));
  emf.report();
  const [line] = lines;
  expect(line).toMatchObject({
    _aws: {
      Timestamp: 100_000,
      CloudWatchMetrics: [{Namespace: 'Tandem', Dimensions: [['Group', 'Node'], ['Group']]}],
    },
    Group: 'g',
    Node: 'a',
    Active: 1,
    InSync: 1,
    Lag: 2,
    QueueBytes: 77,
    SnapshotAgeSeconds: 30,
    OutputsPublished: 9,
    OutputsWaiting: 5,
  });
  const {CloudWatchMetrics} = must(line, 'a line')['_aws'] as {CloudWatchMetrics: [{Metrics: {Name: string}[]}]};
  expect(CloudWatchMetrics[0].Metrics.map(({Name}) => Name)).toEqual([...pairMetrics]);
  for (const name of pairMetrics) expect(line?.[name], name).toEqual(expect.any(Number));
});

test('takeovers and committed entries count since the line before, on the active node alone', () => {
  const {lines, emf, is} = report(status('passive', 100));
  const told = (): unknown[] => lines.map((line) => [line['Active'], line['Takeovers'], line['Committed']]);
  emf.report();
  is(status('active', 120, {takeovers: 1}));
  emf.becameActive();
  is(status('active', 125, {takeovers: 1}));
  emf.report();
  is(status('active', 125, {takeovers: 1}));
  emf.report();
  is(status('active', 131, {takeovers: 1}));
  emf.report();
  is(status('passive', 140, {takeovers: 1}));
  emf.report();
  expect(told()).toEqual([
    [0, 0, 0],
    [1, 1, 5],
    [1, 0, 0],
    [1, 0, 6],
    [0, 0, 0],
  ]);
});

test('a node that is told to writes its first line when it starts and its last when it stops', async () => {
  const lines: string[] = [];
  const one = await oneNode({metricsEmf: true, groupId: 'g'}, undefined, (line) => lines.push(line));
  await one.ask('POST', '/siddhi-apps', "@app:name('A') define stream S (v int); from S select v insert into T;");
  await one.close();
  const told = lines.map((line) => JSON.parse(line) as Record<string, number>);
  expect(told).toHaveLength(2);
  expect(told[0]).toMatchObject({Group: 'g', Node: 'node-1', Active: 0});
  expect(told[1]).toMatchObject({Active: 1, Takeovers: 0, Committed: 1});
});

test('without the setting there is no line', async () => {
  const lines: string[] = [];
  const one = await oneNode({}, undefined, (line) => lines.push(line));
  await one.close();
  expect(lines).toEqual([]);
});
