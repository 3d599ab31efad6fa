import {expect, test} from 'vitest';
import {AwsRefused} from './aws.ts';
import {attributesOf, flatten, type StandInRequest, stand} from './stand-in-resources.ts';

type Said = [service: string, version: string, action: string, parameters: Readonly<Record<string, string>>];

function account(answer: () => string) {
  const said: Said[] = [];
  const query = async (
    ...[service, version, action, parameters = {}]: [string, string, string, Record<string, string>?]
  ) => {
    said.push([service, version, action, parameters]);
    return answer();
  };
  return {said, query};
}

const request = (
  type: string,
  properties: Record<string, unknown>,
  more: Partial<StandInRequest> = {},
): StandInRequest => ({
  RequestType: 'Create',
  ResourceType: `Custom::StandIn-AWS-${type}`,
  ResourceProperties: {ServiceToken: 'arn', ...properties},
  StackId: 'arn:aws:cloudformation:us-east-1:000000000000:stack/Tandem/1',
  LogicalResourceId: 'Thing',
  ...more,
});

const RULE = {GroupId: 'sg-1', IpProtocol: 'tcp', FromPort: '9893', ToPort: '9893'};

test.each([
  [
    'between groups',
    {...RULE, SourceSecurityGroupId: 'sg-2', Description: 'Event link'},
    {'IpPermissions.1.Groups.1.GroupId': 'sg-2', 'IpPermissions.1.Groups.1.Description': 'Event link'},
  ],
  ['from addresses', {...RULE, CidrIp: '203.0.113.7/32'}, {'IpPermissions.1.IpRanges.1.CidrIp': '203.0.113.7/32'}],
  ['from IPv6 addresses', {...RULE, CidrIpv6: '::/0'}, {'IpPermissions.1.Ipv6Ranges.1.CidrIpv6': '::/0'}],
])('a rule %s is authorized as EC2 spells it', async (_, properties, peer) => {
  const ec2 = account(() => '<securityGroupRuleId>sgr-1</securityGroupRuleId>');
  expect(await stand(ec2, request('EC2-SecurityGroupIngress', properties))).toBe('sgr-1');
  const permission = {
    'IpPermissions.1.IpProtocol': 'tcp',
    'IpPermissions.1.FromPort': '9893',
    'IpPermissions.1.ToPort': '9893',
  };
  expect(ec2.said).toEqual([
    ['ec2', '2016-11-15', 'AuthorizeSecurityGroupIngress', {GroupId: 'sg-1', ...permission, ...peer}],
  ]);
});

test('a deletion takes away what was made, by its id', async () => {
  const ec2 = account(() => '');
  const deletion = {RequestType: 'Delete', PhysicalResourceId: 'sgr-1'} as const;
  expect(await stand(ec2, request('EC2-SecurityGroupEgress', RULE, deletion))).toBe('sgr-1');
  expect(ec2.said).toEqual([
    ['ec2', '2016-11-15', 'RevokeSecurityGroupEgress', {GroupId: 'sg-1', 'SecurityGroupRuleId.1': 'sgr-1'}],
  ]);
});

test.each([
  ['InvalidSecurityGroupRuleId.NotFound', true],
  ['UnauthorizedOperation', false],
])('a deletion refused with %s is done: %s', async (code, done) => {
  const ec2 = account(() => {
    throw new AwsRefused('ec2', 400, `<Error><Code>${code}</Code></Error>`);
  });
  const deletion = stand(
    ec2,
    request('EC2-SecurityGroupEgress', RULE, {RequestType: 'Delete', PhysicalResourceId: 'x'}),
  );
  await (done ? expect(deletion).resolves.toBe('x') : expect(deletion).rejects.toThrow(code));
});

test('an alarm is named after its stack and keeps its name when it changes', async () => {
  const cloudwatch = account(() => '');
  const alarm = request('CloudWatch-Alarm', {Metrics: [{Id: 'sum'}]});
  expect(await stand(cloudwatch, alarm)).toBe('Tandem-Thing');
  expect(await stand(cloudwatch, {...alarm, RequestType: 'Update', PhysicalResourceId: 'Tandem-Thing'})).toBe(
    'Tandem-Thing',
  );
  expect(cloudwatch.said[0]?.[3]).toEqual({AlarmName: 'Tandem-Thing', 'Metrics.member.1.Id': 'sum'});
});

test('others may ask for its attributes', () => {
  expect(attributesOf(request('CloudWatch-Alarm', {}), 'A')).toEqual({
    Arn: 'arn:aws:cloudwatch:us-east-1:000000000000:alarm:A',
  });
  expect(attributesOf(request('EC2-FlowLog', {}), 'fl-1')).toEqual({Id: 'fl-1'});
});

test('nested properties become numbered parameters', () => {
  expect(flatten({A: [{B: 1}, {B: 'x', C: {D: true}}]})).toEqual({
    'A.member.1.B': '1',
    'A.member.2.B': 'x',
    'A.member.2.C.D': 'true',
  });
});

test('what is nothing to stand in for is refused', async () => {
  await expect(
    stand(
      account(() => ''),
      request('EC2-VPC', {}),
    ),
  ).rejects.toThrow('Custom::StandIn-AWS-EC2-VPC');
});

test.each([
  {
    type: 'EC2-EIP',
    properties: {Domain: 'vpc', Tags: [{Key: 'Name', Value: 'x'}]},
    answer: '<publicIp>52.0.0.1</publicIp><allocationId>eipalloc-1</allocationId>',
    made: ['AllocateAddress', {Domain: 'vpc'}],
    id: 'eipalloc-1',
    attributes: {AllocationId: 'eipalloc-1'},
    removed: ['ReleaseAddress', {AllocationId: 'eipalloc-1'}],
  },
  {
    type: 'EC2-NatGateway',
    properties: {SubnetId: 'subnet-1', AllocationId: 'eipalloc-1'},
    answer: '<natGateway><natGatewayId>nat-1</natGatewayId></natGateway>',
    made: ['CreateNatGateway', {SubnetId: 'subnet-1', AllocationId: 'eipalloc-1'}],
    id: 'nat-1',
    attributes: {NatGatewayId: 'nat-1'},
    removed: ['DeleteNatGateway', {NatGatewayId: 'nat-1'}],
  },
])('$type is made and removed through EC2', async ({type, properties, answer, made, id, attributes, removed}) => {
  const ec2 = account(() => answer);
  expect(await stand(ec2, request(type, properties))).toBe(id);
  await stand(ec2, request(type, properties, {RequestType: 'Delete', PhysicalResourceId: id}));
  expect(ec2.said.map(([, , action, parameters]) => [action, parameters])).toEqual([made, removed]);
  expect(attributesOf(request(type, properties), id)).toEqual(attributes);
});
