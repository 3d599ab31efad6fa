import {Duration} from 'aws-cdk-lib';
import {Match, Template} from 'aws-cdk-lib/assertions';
import {Topic} from 'aws-cdk-lib/aws-sns';
import {expect, test} from 'vitest';
import {metricsNamespace, pairMetrics} from '@tandem/runtime/config';
import {Node, type NodeProps, Watch, type WatchProps} from '../constructs/index.ts';
import {parts} from './parts.ts';

type Options = Partial<Omit<WatchProps, 'topic'>> & {
  hasTopic?: boolean;
  names?: string[];
  settings?: NodeProps['settings'];
};

function synthesised(props: Options = {}) {
  const {hasTopic, names = ['one', 'two'], settings = {}, ...rest} = props;
  const {stack, database, node} = parts();
  const nodes = names.map((nodeId, i) => new Node(stack, `Node${i}`, {...node, index: i, nodeId, settings}));
  new Watch(stack, 'Watch', {
    nodes,
    groupId: 'si',
    database,
    ...(hasTopic ? {topic: new Topic(stack, 'Topic')} : {}),
    ...rest,
  });
  return Template.fromStack(stack);
}

test('least: eight alarms that tell nobody, and one dashboard', () => {
  const template = synthesised();
  template.resourceCountIs('AWS::CloudWatch::Alarm', 8);
  template.resourceCountIs('AWS::CloudWatch::Dashboard', 1);
  template.allResourcesProperties('AWS::CloudWatch::Alarm', {AlarmActions: Match.absent()});
});

test('no active node: also when nobody reports, and whichever node was the active one', () =>
  synthesised().hasResourceProperties('AWS::CloudWatch::Alarm', {
    Namespace: 'Tandem',
    MetricName: 'Active',
    Dimensions: [{Name: 'Group', Value: 'si'}],
    Statistic: 'Maximum',
    ComparisonOperator: 'LessThanThreshold',
    Threshold: 1,
    TreatMissingData: 'breaching',
  }));

test('alarms and dashboard read every metric that a node reports, and no other of its namespace', () => {
  const text = JSON.stringify(synthesised().toJSON()).replaceAll('\\"', '"');
  const read = [
    ...text.matchAll(new RegExp(`"MetricName":"(\\w+)","Namespace":"${metricsNamespace}"`, 'g')),
    ...text.matchAll(new RegExp(`\\["${metricsNamespace}","(\\w+)"`, 'g')),
  ].map(([, name]) => name);
  expect(new Set(read)).toEqual(new Set(pairMetrics));
});

test('no passive in sync: for five minutes, also when nobody says so', () =>
  synthesised().hasResourceProperties('AWS::CloudWatch::Alarm', {
    MetricName: 'InSync',
    Dimensions: [{Name: 'Group', Value: 'si'}],
    Statistic: 'Maximum',
    ComparisonOperator: 'LessThanThreshold',
    Threshold: 1,
    Period: 60,
    EvaluationPeriods: 5,
    TreatMissingData: 'breaching',
  }));

test.each<{name: string; options: Options; limit: number | undefined}>([
  {name: 'the usual interval of a minute', options: {}, limit: 180},
  {name: 'an interval of half a minute', options: {settings: {snapshotIntervalMin: 0.5}}, limit: 90},
  {name: 'an interval of ten minutes', options: {settings: {snapshotIntervalMin: 10}}, limit: 1800},
  {name: 'a limit that is given', options: {snapshotAgeLimit: Duration.minutes(20)}, limit: 1200},
  {name: 'no periodic snapshots', options: {settings: {snapshotIntervalMin: 0}}, limit: undefined},
  {name: 'persistence switched off', options: {settings: {persistenceEnabled: false}}, limit: undefined},
])('snapshot too old: with $name above $limit s', ({options, limit}) => {
  const alarms = Object.values(synthesised(options).findResources('AWS::CloudWatch::Alarm')) as {
    Properties: {MetricName?: string; Threshold: number; TreatMissingData: string; ComparisonOperator: string};
  }[];
  const [alarm] = alarms.filter(({Properties}) => Properties.MetricName === 'SnapshotAge');
  expect(alarm?.Properties.Threshold).toBe(limit);
  if (limit !== undefined)
    expect(alarm?.Properties).toMatchObject({
      ComparisonOperator: 'GreaterThanThreshold',
      // Without an active node another alarm goes off.
      TreatMissingData: 'notBreaching',
    });
});

test('what RDS reports keeps its state while RDS is silent, the rest of the pair is quiet then', () => {
  const alarms = Object.values(synthesised().findResources('AWS::CloudWatch::Alarm')) as {
    Properties: {MetricName?: string; TreatMissingData: string};
  }[];
  const missing = Object.fromEntries(
    alarms.map(({Properties: p}) => [p.MetricName ?? 'two active', p.TreatMissingData]),
  );
  expect(missing).toEqual({
    Active: 'breaching',
    InSync: 'breaching',
    'two active': 'notBreaching',
    Lag: 'notBreaching',
    SnapshotAge: 'notBreaching',
    Takeovers: 'notBreaching',
    DatabaseConnections: 'ignore',
    FreeStorageSpace: 'ignore',
  });
});

test('the alarms are made when both nodes stand: a first deployment sets none of them off', () => {
  const template = synthesised();
  const services = Object.keys(template.findResources('AWS::ECS::Service'));
  expect(services).toHaveLength(2);
  for (const alarm of Object.values(template.findResources('AWS::CloudWatch::Alarm')))
    expect((alarm as {DependsOn?: string[]}).DependsOn).toEqual(expect.arrayContaining(services));
});

test('two active nodes: both for a whole minute, so that a switchover does not count', () => {
  const template = synthesised();
  const stat = (node: string) => ({
    MetricStat: {
      Metric: {MetricName: 'Active', Dimensions: Match.arrayWith([{Name: 'Node', Value: node}])},
      Stat: 'Minimum',
    },
  });
  template.hasResourceProperties('AWS::CloudWatch::Alarm', {
    Metrics: Match.arrayWith([
      Match.objectLike({Expression: 'node1 + node2', ReturnData: true}),
      Match.objectLike({Id: 'node1', ...stat('one')}),
      Match.objectLike({Id: 'node2', ...stat('two')}),
    ]),
    ComparisonOperator: 'GreaterThanThreshold',
    Threshold: 1,
  });
});

test('too many connections: above 80 % of what the server takes', () =>
  synthesised().hasResourceProperties('AWS::CloudWatch::Alarm', {
    MetricName: 'DatabaseConnections',
    Threshold: 240,
    ComparisonOperator: 'GreaterThanThreshold',
  }));

test('all: the limits given, and a topic that hears of both ends of an alarm', () => {
  const template = synthesised({hasTopic: true, lagLimit: 250, connectionLimit: 100});
  template.hasResourceProperties('AWS::CloudWatch::Alarm', {MetricName: 'Lag', Threshold: 250});
  template.hasResourceProperties('AWS::CloudWatch::Alarm', {MetricName: 'DatabaseConnections', Threshold: 100});
  template.allResourcesProperties('AWS::CloudWatch::Alarm', {
    AlarmActions: [Match.anyValue()],
    OKActions: [Match.anyValue()],
  });
});

test.each([
  {
    refused: 'one node',
    props: {names: ['one']},
    message: 'nodes ["one"] is refused; allowed: two nodes of different names',
  },
  {refused: 'two nodes of one name', props: {names: ['one', 'one']}, message: 'two nodes of different names'},
  {refused: 'no lag at all', props: {lagLimit: 0}, message: 'lagLimit 0 is refused; allowed: more than 0 entries'},
  {
    refused: 'a limit that is never reached',
    props: {connectionLimit: 300},
    message: 'connectionLimit 300 is refused; allowed: 1 to 299',
  },
  {
    refused: 'a snapshot that may be older than a week',
    props: {snapshotAgeLimit: Duration.days(8)},
    message: 'snapshotAgeLimit 691200 is refused; allowed: 1 second to a week',
  },
])('refuses $refused', ({props, message}) => expect(() => synthesised(props)).toThrow(message));
