import {expect, test} from 'vitest';
import {must} from '@tandem/base';
import type {NodeStatus} from '@tandem/cluster';
import {pairMetrics} from '../config/index.ts';
import {eventually} from '../pair/pair.ts';
import {oneNode, sourcePort} from '../testing/one-node.ts';
import {EmfReport} from './emf.ts';
import type {Measures} from './measures.ts';

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
  standby: {mode: 'hot', following: true, applied: committed, heldOutputs: 0, divergences: 0},
  takeovers: 0,
  switchovers: 0,
  predecessor: null,
  lastTakeoverMs: null,
  troubles: [],
  ...more,
});

const measured = (now: NodeStatus, more: Partial<Measures> = {}): Measures => ({
  status: now,
  eventsIn: 0,
  sinks: {published: 9, refused: 1, eventsOut: 0, waiting: {x: 2, y: 3}},
  linkSentBytes: 0,
  snapshots: {saved: 0, last: undefined},
  snapshotAgeMs: now.role === 'active' ? 30_400 : undefined,
  ...more,
});

function report(first: Measures) {
  let now = first;
  const lines: Record<string, unknown>[] = [];
  const emf = new EmfReport({
    groupId: 'g',
    nodeId: 'a',
    measures: () => now,
    now: () => 100_000,
    write: (line) => {
      expect(line.indexOf('\n')).toBe(line.length - 1);
      lines.push(JSON.parse(line) as Record<string, unknown>);
    },
  });
  return {lines, emf, is: (next: Measures) => void (now = next)};
}

/** The metrics that CloudWatch makes of a line. */
function listed(line: Record<string, unknown> | undefined): string[] {
  const {CloudWatchMetrics} = must(line, 'a line')['_aws'] as {CloudWatchMetrics: [{Metrics: {Name: string}[]}]};
  return CloudWatchMetrics[0].Metrics.map(({Name}) => Name);
}

test('a line carries every metric that it lists, under the node and under the group', () => {
  const {lines, emf} = report(
    measured(status('active', 10), {snapshots: {saved: 1, last: {bytes: 500, tookMs: 12.4}}}),
  );
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
    Epoch: 3,
    Lag: 2,
    QueueBytes: 77,
    SnapshotAge: 30,
    SnapshotBytes: 500,
    SnapshotMillis: 12,
    OutputsPublished: 9,
    OutputsWaiting: 5,
  });
  expect(listed(line)).toEqual([...pairMetrics]);
  for (const name of pairMetrics) expect(line?.[name], name).toEqual(expect.any(Number));
});

test('a passive node tells nothing of what the active one alone knows, and lists nothing that it does not tell', () => {
  const {lines, emf} = report(measured(status('passive', 10)));
  emf.report();
  const left = ['InSync', 'SnapshotAge', 'SnapshotBytes', 'SnapshotMillis'];
  expect(listed(lines[0])).toEqual(pairMetrics.filter((name) => !left.includes(name)));
  for (const name of left) expect(lines[0]).not.toHaveProperty(name);
});

test('a snapshot is told once, in the line after it', () => {
  const {lines, emf, is} = report(measured(status('active', 10)));
  emf.report();
  is(measured(status('active', 10), {snapshots: {saved: 2, last: {bytes: 5, tookMs: 1}}}));
  emf.report();
  emf.report();
  expect(lines.map((line) => line['SnapshotBytes'])).toEqual([undefined, 5, undefined]);
});

test('events, refused outputs and switchovers count since the line before', () => {
  const sinks = {published: 0, refused: 1, eventsOut: 5, waiting: {}};
  const {lines, emf, is} = report(measured(status('active', 1), {eventsIn: 10, sinks}));
  emf.report();
  is(
    measured(status('active', 2, {switchovers: 1}), {
      eventsIn: 17,
      sinks: {...sinks, refused: 3, eventsOut: 9},
    }),
  );
  emf.report();
  emf.report();
  const told = lines.map((line) => ['EventsIn', 'EventsOut', 'OutputsRefused', 'Switchovers'].map((n) => line[n]));
  expect(told).toEqual([
    [10, 5, 1, 0],
    [7, 4, 2, 1],
    [0, 0, 0, 0],
  ]);
});

test('takeovers and committed entries count since the line before, on the active node alone', () => {
  const {lines, emf, is} = report(measured(status('passive', 100)));
  const told = (): unknown[] => lines.map((line) => [line['Active'], line['Takeovers'], line['Committed']]);
  emf.report();
  is(measured(status('active', 120, {takeovers: 1})));
  emf.becameActive();
  is(measured(status('active', 125, {takeovers: 1})));
  emf.report();
  emf.report();
  is(measured(status('active', 131, {takeovers: 1})));
  emf.report();
  is(measured(status('passive', 140, {takeovers: 1})));
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
  const app = `@app:name('A') @source(type='http', receiver.url='http://127.0.0.1:0/in', @map(type='json'))
    define stream S (v int); @sink(type='log') define stream T (v int); from S[v > 1] select v insert into T;`;
  await one.ask('POST', '/siddhi-apps', app);
  const port = await eventually(5000, 'the source', async () => sourcePort(one.node) || undefined);
  const key = {'content-type': 'application/json', 'idempotency-key': 'k'};
  for (const body of ['[{"v":1},{"v":2},{"v":3}]', '{"v":4}'])
    expect((await one.at(port)('POST', '/in', body, body.startsWith('[') ? key : {})).status).toBe(200);
  // The same again: it was counted.
  expect((await one.at(port)('POST', '/in', '[{"v":1},{"v":2},{"v":3}]', key)).status).toBe(200);
  const prometheus = (await one.ask('GET', '/metrics')).text;
  for (const [name, value] of Object.entries({events_in_total: 4, events_out_total: 3, takeovers_total: 0}))
    expect(prometheus).toContain(`tandem_${name}{node="node-1"} ${value}\n`);
  expect(prometheus).toMatch(/tandem_role\{role="active",node="node-1"\} 1\n/);
  await one.ask('POST', '/ha/snapshot');
  expect((await one.ask('GET', '/metrics')).text).toMatch(/tandem_snapshot_bytes\{node="node-1"\} \d\d+\n/);
  await one.close();
  const told = lines.map((line) => JSON.parse(line) as Record<string, number>);
  expect(told).toHaveLength(2);
  expect(told[0]).toMatchObject({Group: 'g', Node: 'node-1', Active: 0});
  expect(told[1]).toMatchObject({
    Active: 1,
    Takeovers: 0,
    EventsIn: 4,
    EventsOut: 3,
    SnapshotBytes: expect.any(Number),
  });
});

test('without the setting there is no line', async () => {
  const lines: string[] = [];
  const one = await oneNode({}, undefined, (line) => lines.push(line));
  await one.close();
  expect(lines).toEqual([]);
});
