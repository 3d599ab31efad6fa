import fc from 'fast-check';
import {expect, test} from 'vitest';
import {needsStandIn, originalType, restore, STOOD_IN, substitute} from './stand-ins.ts';

const URL = 'http://127.0.0.1:1/stand-in';
const properties = fc.dictionary(fc.constantFrom('GroupId', 'ToPort', 'Tags', 'Metrics'), fc.jsonValue());
const resource = fc.record({
  Type: fc.constantFrom(...STOOD_IN, 'AWS::EC2::VPC', 'Custom::TandemImage'),
  Properties: properties,
  DependsOn: fc.array(fc.string()),
});
const template = fc.record({
  Description: fc.string(),
  Resources: fc.dictionary(fc.stringMatching(/^[A-Z]\w{0,9}$/), resource),
});

test('a template comes back as it was given', () =>
  fc.assert(
    fc.property(template, (given) => {
      expect(restore(substitute(given, URL))).toEqual(given);
    }),
  ));

test('nothing is left that the emulator cannot make', () =>
  fc.assert(
    fc.property(template, (given) => {
      expect(Object.values(substitute(given, URL).Resources ?? {}).filter(needsStandIn)).toEqual([]);
    }),
  ));

test('of alarms those alone are exchanged that compute', () => {
  const plain = {Type: 'AWS::CloudWatch::Alarm', Properties: {MetricName: 'Lag'}};
  expect(needsStandIn(plain)).toBe(false);
  expect(needsStandIn({...plain, Properties: {Metrics: []}})).toBe(true);
});

test('a stand-in keeps what its resource depends on, and says what it stands for', () => {
  const rule = {
    Type: 'AWS::EC2::SecurityGroupIngress',
    Properties: {GroupId: {Ref: 'A'}},
    DependsOn: ['B'],
    Condition: 'C',
  };
  const {Resources} = substitute({Resources: {Rule: rule}}, URL);
  expect(Resources?.['Rule']).toEqual({
    ...rule,
    Type: 'Custom::StandIn-AWS-EC2-SecurityGroupIngress',
    Properties: {ServiceToken: {'Fn::GetAtt': ['EmulatedStandIn', 'Arn']}, GroupId: {Ref: 'A'}},
  });
  expect(originalType('Custom::StandIn-AWS-EC2-SecurityGroupIngress')).toBe('AWS::EC2::SecurityGroupIngress');
});

test.each([{}, {Resources: {Vpc: {Type: 'AWS::EC2::VPC'}}}])(
  'a template that needs nothing of this is not touched',
  (given) => {
    expect(substitute(given, URL)).toBe(given);
    expect(restore(given)).toBe(given);
  },
);
