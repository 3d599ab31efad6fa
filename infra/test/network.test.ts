import {Stack} from 'aws-cdk-lib';
import {Match, Template} from 'aws-cdk-lib/assertions';
import {Subnet, SubnetType, Vpc} from 'aws-cdk-lib/aws-ec2';
import {LogGroup} from 'aws-cdk-lib/aws-logs';
import {expect, test} from 'vitest';
import {Network, type NetworkProps} from '../constructs/index.ts';
import {testApp} from './cluster.ts';

function synthesised(props?: NetworkProps): {stack: Stack; network: Network; template: () => Template} {
  const stack = new Stack(testApp(), 'Test');
  const network = new Network(stack, 'Network', props);
  return {stack, network, template: () => Template.fromStack(stack)};
}

const countOf = (template: Template, type: string): number => Object.keys(template.findResources(type)).length;

test('least: two public and two isolated subnets, no NAT, no endpoint, no flow log', () => {
  const template = synthesised().template();
  expect(countOf(template, 'AWS::EC2::Subnet')).toBe(4);
  expect(countOf(template, 'AWS::EC2::NatGateway')).toBe(0);
  expect(countOf(template, 'AWS::EC2::VPCEndpoint')).toBe(0);
  expect(countOf(template, 'AWS::EC2::FlowLog')).toBe(0);
  template.hasResourceProperties('AWS::EC2::VPC', {CidrBlock: '10.0.0.0/16'});
});

test('all: the block, the endpoints that a node without a way out needs, and the log of refused connections', () => {
  const stack = new Stack(testApp(), 'Test');
  new Network(stack, 'Network', {
    mode: 'endpoints',
    cidr: '10.9.0.0/20',
    exec: true,
    flowLogs: new LogGroup(stack, 'Logs'),
  });
  const template = Template.fromStack(stack);
  template.hasResourceProperties('AWS::EC2::VPC', {CidrBlock: '10.9.0.0/20'});
  template.hasResourceProperties('AWS::EC2::FlowLog', {TrafficType: 'REJECT'});
  const names = Object.values(template.findResources('AWS::EC2::VPCEndpoint')).map((endpoint) =>
    JSON.stringify((endpoint as {Properties: {ServiceName: unknown}}).Properties.ServiceName),
  );
  for (const service of ['ecr.api', 'ecr.dkr', 'logs', 'secretsmanager', 'ecs', 'ssmmessages', 's3'])
    expect(names.filter((name) => name.includes(`.${service}"`))).toHaveLength(1);
  expect(names).toHaveLength(7);
});

test('nat: private subnets behind one gateway', () => {
  const {network, template} = synthesised({mode: 'nat'});
  expect(countOf(template(), 'AWS::EC2::NatGateway')).toBe(1);
  expect(network.vpc.privateSubnets).toHaveLength(2);
});

test('the database lets in the nodes, at 3306, and nobody else', () => {
  const {stack, network, template} = synthesised();
  const ofDatabase = {GroupId: stack.resolve(network.databaseGroup.securityGroupId) as unknown};
  const rules = template().findResources('AWS::EC2::SecurityGroupIngress', {Properties: ofDatabase});
  expect(Object.values(rules)).toHaveLength(1);
  template().hasResourceProperties('AWS::EC2::SecurityGroupIngress', {
    ...ofDatabase,
    FromPort: 3306,
    ToPort: 3306,
    SourceSecurityGroupId: stack.resolve(network.nodesGroup.securityGroupId) as unknown,
  });
  template().hasResourceProperties('AWS::EC2::SecurityGroup', {
    GroupDescription: 'Cluster and persistence database',
    SecurityGroupIngress: Match.absent(),
  });
});

test('each node has a subnet in a zone of its own', () => {
  const {network} = synthesised();
  const [first, second] = [0, 1].map((index) => network.vpc.selectSubnets(network.nodeSubnets(index)).subnetIds);
  expect(first).toHaveLength(1);
  expect(second).toHaveLength(1);
  expect(first).not.toEqual(second);
});

test.each([
  {
    refused: 'an unknown mode',
    props: {mode: 'vpn' as never},
    message: 'network "vpn" is refused; allowed: public, nat, endpoints',
  },
  {refused: 'no block', props: {cidr: 'ten'}, message: 'cidr "ten" is refused'},
  {refused: 'a block with host bits', props: {cidr: '10.0.0.1/16'}, message: 'cidr "10.0.0.1/16" is refused'},
  {refused: 'an impossible address', props: {cidr: '10.256.0.0/16'}, message: 'cidr "10.256.0.0/16" is refused'},
  {
    refused: 'a block too small for six subnets',
    props: {cidr: '10.0.0.0/21'},
    message: 'an IPv4 block of prefix 16 to 20',
  },
])('refuses $refused', ({props, message}) => expect(() => synthesised(props)).toThrow(message));

/** A VPC of somebody else's, in three zones. */
const givenVpc = (stack: Stack, types: readonly SubnetType[], maxAzs = 3): Vpc =>
  new Vpc(stack, 'Theirs', {
    maxAzs,
    restrictDefaultSecurityGroup: false,
    subnetConfiguration: types.map((subnetType) => ({name: subnetType, subnetType})),
  });

test.each([
  {mode: 'public', type: SubnetType.PUBLIC},
  {mode: 'nat', type: SubnetType.PRIVATE_WITH_EGRESS},
  {mode: 'endpoints', type: SubnetType.PRIVATE_ISOLATED},
] as const)('in a VPC that is there, mode $mode takes its subnets in two zones, and makes none', ({mode, type}) => {
  const stack = new Stack(testApp(), 'Test', {env: {account: '111122223333', region: 'eu-west-1'}});
  const vpc = givenVpc(stack, [SubnetType.PUBLIC, SubnetType.PRIVATE_WITH_EGRESS, SubnetType.PRIVATE_ISOLATED], 2);
  const before = countOf(Template.fromStack(stack), 'AWS::EC2::Subnet');
  const network = new Network(stack, 'Network', {vpc, mode});
  const chosen = [0, 1].map((index) => vpc.selectSubnets(network.nodeSubnets(index)));
  const wanted = vpc.selectSubnets({subnetType: type}).subnetIds;
  expect(chosen.flatMap(({subnetIds}) => subnetIds)).toEqual(wanted);
  expect(vpc.selectSubnets(network.databaseSubnets).subnetIds).toEqual(vpc.isolatedSubnets.map((s) => s.subnetId));
  expect(before).toBe(6);
  expect(network.node.findAll().filter((child) => child instanceof Subnet)).toEqual([]);
});

test('without isolated subnets the database goes into the private ones', () => {
  const stack = new Stack(testApp(), 'Test');
  const vpc = givenVpc(stack, [SubnetType.PUBLIC, SubnetType.PRIVATE_WITH_EGRESS], 2);
  expect(new Network(stack, 'Network', {vpc}).databaseSubnets).toEqual({subnetType: SubnetType.PRIVATE_WITH_EGRESS});
});

test.each([
  {
    refused: 'a block for a VPC that is there',
    types: [SubnetType.PUBLIC],
    props: {cidr: '10.0.0.0/16'},
    message: 'cidr "10.0.0.0/16" is refused',
  },
  {
    refused: 'a VPC without public subnets',
    types: [SubnetType.PRIVATE_ISOLATED],
    props: {},
    message: 'a VPC with public subnets',
  },
  {
    refused: 'one zone',
    types: [SubnetType.PUBLIC],
    maxAzs: 1,
    props: {},
    message: 'subnets for mode public in 2 zones',
  },
  {
    refused: 'a VPC without room for the nodes',
    types: [SubnetType.PUBLIC],
    props: {mode: 'nat' as const},
    message: 'Private',
  },
])('refuses $refused', ({types, props, maxAzs = 2, message}) => {
  const stack = new Stack(testApp(), 'Test');
  expect(() => new Network(stack, 'Network', {vpc: givenVpc(stack, types, maxAzs), ...props})).toThrow(message);
});

test('refuses a VPC without room for the database, when one is to be made', () => {
  const stack = new Stack(testApp(), 'Test');
  const network = new Network(stack, 'Network', {vpc: givenVpc(stack, [SubnetType.PUBLIC], 2)});
  expect(() => network.databaseSubnets).toThrow('a VPC with isolated or private subnets');
});

test('refuses a third node', () =>
  expect(() => synthesised().network.nodeSubnets(2)).toThrow('node index 2 is refused; allowed: 0 to 1'));
