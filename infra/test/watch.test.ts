import {Match, Template} from 'aws-cdk-lib/assertions';
import {Topic} from 'aws-cdk-lib/aws-sns';
import {expect, test} from 'vitest';
import {metricsNamespace, pairMetrics} from '@tandem/runtime/config';
import {Node, Watch, type WatchProps} from '../constructs/index.ts';
import {parts} from './parts.ts';

function synthesised(props: Partial<Omit<WatchProps, 'topic'>> & {hasTopic?: boolean; names?: string[]} = {}) {
  const {hasTopic, names = ['one', 'two'], ...rest} = props;
  const {stack, database, node} = parts();
  const nodes = names.map((nodeId, i) => new Node(stack, `Node${i}`, {...node, index: i, nodeId}));
  new Watch(stack, 'Watch', {
    nodes,
    groupId: 'si',
    database,
    ...(hasTopic ? {topic: new Topic(stack, 'Topic')} : {}),
    ...rest,
  });
  return Template.fromStack(stack);
}

test('least: seven alarms that tell nobody, and one dashboard', () => {
  const template = synthesised();
  template.resourceCountIs('AWS::CloudWatch::Alarm', 7);
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
])('refuses $refused', ({props, message}) => expect(() => synthesised(props)).toThrow(message));
