import {must} from '@tandem/base';
import {ACCOUNT, type Aws, AwsRefused, type Parameters, REGION} from './aws.ts';
import {originalType, type StoodIn} from './stand-ins.ts';
import {textsOf} from './xml.ts';

/** What CloudFormation asks of a custom resource. */
export type StandInRequest = {
  readonly RequestType: 'Create' | 'Update' | 'Delete';
  readonly ResourceType: string;
  readonly ResourceProperties: Properties;
  readonly PhysicalResourceId?: string;
  readonly StackId: string;
  readonly LogicalResourceId: string;
};
export type Properties = Readonly<Record<string, unknown>>;

const EC2 = '2016-11-15';
const CLOUDWATCH = '2010-08-01';
const NAME = 'AlarmName';

/** Makes or removes a resource through EC2's own calls. Gives its id; a change makes another, the old one is deleted later. */
export async function stand(aws: Pick<Aws, 'query'>, request: StandInRequest): Promise<string> {
  const type = must(originalType(request.ResourceType), `'${request.ResourceType}' is nothing to stand in for`);
  if (request.RequestType !== 'Delete') return create(aws, type, request);
  const id = must(request.PhysicalResourceId, 'a deletion names its resource');
  await remove(aws, type, id, request.ResourceProperties);
  return id;
}

/** What `Fn::GetAtt` finds on a resource. */
export function attributesOf({ResourceType}: StandInRequest, id: string): Parameters {
  const type = originalType(ResourceType);
  if (type === 'AWS::CloudWatch::Alarm') return {Arn: `arn:aws:cloudwatch:${REGION}:${ACCOUNT}:alarm:${id}`};
  if (type === 'AWS::EC2::EIP') return {AllocationId: id};
  if (type === 'AWS::EC2::NatGateway') return {NatGatewayId: id};
  return {Id: id};
}

async function create(aws: Pick<Aws, 'query'>, type: StoodIn, request: StandInRequest): Promise<string> {
  const given = request.ResourceProperties;
  if (type === 'AWS::CloudWatch::Alarm') {
    const name = request.PhysicalResourceId ?? `${stackName(request.StackId)}-${request.LogicalResourceId}`;
    const {ServiceToken: _, ...alarm} = given;
    await aws.query('monitoring', CLOUDWATCH, 'PutMetricAlarm', {...flatten(alarm), [NAME]: name});
    return name;
  }
  if (type === 'AWS::EC2::FlowLog') {
    const xml = await aws.query('ec2', EC2, 'CreateFlowLogs', {
      ...pick(given, ['DeliverLogsPermissionArn', 'LogDestinationType', 'LogGroupName', 'ResourceType', 'TrafficType']),
      'ResourceId.1': text(given, 'ResourceId'),
    });
    return must(textsOf(xml, 'item')[0], 'CreateFlowLogs names the flow log');
  }
  if (type === 'AWS::EC2::EIP') {
    const xml = await aws.query('ec2', EC2, 'AllocateAddress', {Domain: text(given, 'Domain')});
    return must(textsOf(xml, 'allocationId')[0], 'AllocateAddress names the allocation');
  }
  if (type === 'AWS::EC2::NatGateway') {
    const xml = await aws.query('ec2', EC2, 'CreateNatGateway', pick(given, ['SubnetId', 'AllocationId']));
    return must(textsOf(xml, 'natGatewayId')[0], 'CreateNatGateway names the gateway');
  }
  const xml = await aws.query('ec2', EC2, `Authorize${direction(type)}`, {
    GroupId: text(given, 'GroupId'),
    ...permission(given),
  });
  return must(textsOf(xml, 'securityGroupRuleId')[0], 'EC2 names the rule');
}

async function remove(aws: Pick<Aws, 'query'>, type: StoodIn, id: string, given: Properties): Promise<void> {
  try {
    if (type === 'AWS::CloudWatch::Alarm')
      await aws.query('monitoring', CLOUDWATCH, 'DeleteAlarms', {'AlarmNames.member.1': id});
    else if (type === 'AWS::EC2::FlowLog') await aws.query('ec2', EC2, 'DeleteFlowLogs', {'FlowLogId.1': id});
    else if (type === 'AWS::EC2::EIP') await aws.query('ec2', EC2, 'ReleaseAddress', {AllocationId: id});
    else if (type === 'AWS::EC2::NatGateway') await aws.query('ec2', EC2, 'DeleteNatGateway', {NatGatewayId: id});
    else
      await aws.query('ec2', EC2, `Revoke${direction(type)}`, {
        GroupId: text(given, 'GroupId'),
        'SecurityGroupRuleId.1': id,
      });
  } catch (error) {
    // As CloudFormation has it: what is gone is deleted.
    if (!(error instanceof AwsRefused && error.code.endsWith('NotFound'))) throw error;
  }
}

function direction(type: 'AWS::EC2::SecurityGroupEgress' | 'AWS::EC2::SecurityGroupIngress'): string {
  return type === 'AWS::EC2::SecurityGroupEgress' ? 'SecurityGroupEgress' : 'SecurityGroupIngress';
}

function permission(given: Properties): Parameters {
  const at = 'IpPermissions.1';
  const group = given['SourceSecurityGroupId'] ?? given['DestinationSecurityGroupId'];
  const description = pick(given, ['Description']);
  const peer: [string, Parameters] =
    group === undefined
      ? given['CidrIpv6'] === undefined
        ? [`${at}.IpRanges.1`, {CidrIp: text(given, 'CidrIp'), ...description}]
        : [`${at}.Ipv6Ranges.1`, {CidrIpv6: text(given, 'CidrIpv6'), ...description}]
      : [`${at}.Groups.1`, {GroupId: group as string, ...description}];
  return {...under(at, pick(given, ['IpProtocol', 'FromPort', 'ToPort'])), ...under(...peer)};
}

/** Nested properties as the query protocol writes them: `Metrics.member.1.Id`. */
export function flatten(value: unknown, prefix = ''): Parameters {
  if (typeof value !== 'object' || value === null) return {[prefix]: String(value)};
  const at = prefix === '' ? '' : `${prefix}.`;
  const parts = Array.isArray(value)
    ? value.map((part: unknown, i) => [`${at}member.${i + 1}`, part] as const)
    : Object.entries(value).map(([name, part]) => [`${at}${name}`, part as unknown] as const);
  return Object.assign({}, ...parts.map(([name, part]) => flatten(part, name))) as Parameters;
}

function stackName(stackId: string): string {
  return must(stackId.split('/')[1], 'the id of a stack holds its name');
}

function under(prefix: string, parameters: Parameters): Parameters {
  return Object.fromEntries(Object.entries(parameters).map(([name, value]) => [`${prefix}.${name}`, value]));
}

function pick(given: Properties, names: readonly string[]): Parameters {
  return Object.fromEntries(names.filter((name) => given[name] !== undefined).map((name) => [name, text(given, name)]));
}

function text(given: Properties, name: string): string {
  const value = must(given[name], `property ${name}`);
  return typeof value === 'string' ? value : JSON.stringify(value);
}
