import {fileURLToPath} from 'node:url';
import {expect, test} from 'vitest';
import {App} from 'aws-cdk-lib';
import {Template} from 'aws-cdk-lib/assertions';
import {NETWORK_MODES} from '../constructs/index.ts';
import {clusterStack, clusterTemplate, resourcesOf} from './cluster.ts';

const contexts: readonly Record<string, string>[] = [
  ...NETWORK_MODES.map((network) => ({network})),
  {image: 'docker'},
  {adminCidr: '203.0.113.7/32', ingestPorts: '8006,9611,7611', exec: 'true'},
];
const CONTEXTS = contexts.map((context) => ({name: new URLSearchParams(context).toString(), context}));

const SAMPLES = fileURLToPath(new URL('../../runtime/samples', import.meta.url));

type Statement = {Action: string | string[]; Resource: unknown};
type Rule = {CidrIp?: string; CidrIpv6?: string; FromPort?: number; ToPort?: number; IpProtocol: string};
const list = <T>(value: T | readonly T[]): readonly T[] => (Array.isArray(value) ? value : [value as T]);

test('outputs say where the cluster is reached and looked at', () =>
  expect(Object.keys((clusterTemplate().toJSON() as {Outputs: object}).Outputs).sort()).toEqual([
    'AdminPasswordArn',
    'ClusterName',
    'DatabaseEndpoint',
    'EndpointAddress',
    'LogGroupName',
    'Ports',
    'RepositoryUri',
  ]));

test('two services of two task definitions, named as their nodes, the second after the first', () => {
  const resources = resourcesOf(clusterTemplate());
  const names = resources
    .filter(([, {Type}]) => Type === 'AWS::ECS::TaskDefinition')
    .map(([, {Properties}]) => (Properties['ContainerDefinitions'] as {Name: string}[])[0]?.Name);
  expect(names).toEqual(['tandem-1', 'tandem-2']);
  const services = resources.filter(([, {Type}]) => Type === 'AWS::ECS::Service');
  expect(services).toHaveLength(2);
  expect(services[1]?.[1].DependsOn).toContain(services[0]?.[0]);
});

test('the nodes stand in two zones, and so does the database', () => {
  const template = clusterTemplate();
  const subnets = Object.values(template.findResources('AWS::ECS::Service')).map(
    (service) =>
      (service as {Properties: {NetworkConfiguration: {AwsvpcConfiguration: {Subnets: {Ref: string}[]}}}}).Properties
        .NetworkConfiguration.AwsvpcConfiguration.Subnets[0]?.Ref,
  );
  const zones = subnets.map(
    (id) =>
      (template.findResources('AWS::EC2::Subnet')[id ?? ''] as {Properties: {AvailabilityZone: unknown}}).Properties,
  );
  expect(zones[0]?.AvailabilityZone).not.toEqual(zones[1]?.AvailabilityZone);
  template.resourceCountIs('AWS::RDS::DBSubnetGroup', 1);
});

test.each(CONTEXTS)('$name: the database is private', ({context}) => {
  const template = clusterTemplate(context);
  template.resourceCountIs('AWS::RDS::DBInstance', 1);
  template.allResourcesProperties('AWS::RDS::DBInstance', {PubliclyAccessible: false, StorageEncrypted: true});
  template.hasResourceProperties('AWS::RDS::DBParameterGroup', {
    Parameters: {max_connections: '300', require_secure_transport: '1'},
  });
});

test.each(CONTEXTS)('$name: no address is let in to MySQL or to the event link', ({context}) => {
  const rules = resourcesOf(clusterTemplate(context)).flatMap(([, {Type, Properties}]) => {
    if (Type === 'AWS::EC2::SecurityGroup') return (Properties['SecurityGroupIngress'] ?? []) as Rule[];
    return Type === 'AWS::EC2::SecurityGroupIngress' ? [Properties as Rule] : [];
  });
  const byAddress = rules.filter(({CidrIp, CidrIpv6}) => CidrIp !== undefined || CidrIpv6 !== undefined);
  expect(byAddress.length).toBeGreaterThan(0);
  for (const {FromPort = 0, ToPort = 65_535, IpProtocol} of byAddress) {
    expect(IpProtocol).toBe('tcp');
    for (const port of [3306, 9893]) expect(FromPort <= port && port <= ToPort).toBe(false);
  }
  // The nodes themselves let in no address at all: the load balancer and each other alone.
  const nodes = resourcesOf(clusterTemplate(context)).find(([id]) => id.startsWith('NetworkNodesGroup'))?.[1];
  expect(nodes?.Properties['SecurityGroupIngress']).toBeUndefined();
});

test.each(CONTEXTS)('$name: addresses are let in by the load balancer alone, at its listeners', ({context}) => {
  const resources = resourcesOf(clusterTemplate(context));
  const listeners = resources
    .filter(([, {Type}]) => Type === 'AWS::ElasticLoadBalancingV2::Listener')
    .map(([, {Properties}]) => Properties['Port']);
  const open = resources.flatMap(([id, {Type, Properties}]) => {
    const rules = (Type === 'AWS::EC2::SecurityGroup' ? (Properties['SecurityGroupIngress'] ?? []) : []) as Rule[];
    const alone = Type === 'AWS::EC2::SecurityGroupIngress' ? [Properties as Rule] : [];
    const byAddress = [...rules, ...alone].filter((rule) => rule.CidrIp !== undefined || rule.CidrIpv6 !== undefined);
    return byAddress.map(({FromPort, ToPort}) => ({id, FromPort, ToPort}));
  });
  expect(open.map(({id}) => id.replace(/[0-9A-F]{8}$/, ''))).toEqual(open.map(() => 'NetworkEndpointGroup'));
  expect(new Set(open.map(({FromPort}) => FromPort))).toEqual(new Set(listeners));
  expect(open.filter(({FromPort, ToPort}) => FromPort !== ToPort)).toEqual([]);
});

test('the nodes let in each other at the event link and where they forward, and the load balancer at its ports', () => {
  const rules = resourcesOf(clusterTemplate({adminCidr: '203.0.113.7/32'}))
    .filter(([id, {Type}]) => Type === 'AWS::EC2::SecurityGroupIngress' && id.startsWith('NetworkNodesGroup'))
    .map(([, {Properties}]) => {
      const source = JSON.stringify(Properties['SourceSecurityGroupId']);
      return `${String(Properties['FromPort'])} from ${/Network(\w+?)Group/.exec(source)?.[1]}`;
    });
  expect(rules.sort()).toEqual([
    '7070 from Endpoint',
    '7070 from Nodes',
    '8006 from Endpoint',
    '8006 from Nodes',
    '9090 from Endpoint',
    '9090 from Nodes',
    '9893 from Nodes',
  ]);
});

test.each(CONTEXTS)('$name: rights name what they are for', ({context}) => {
  const statements = resourcesOf(clusterTemplate(context))
    .filter(([, {Type}]) => Type === 'AWS::IAM::Policy')
    .flatMap(([, {Properties}]) => (Properties['PolicyDocument'] as {Statement: Statement[]}).Statement);
  expect(statements.length).toBeGreaterThan(0);
  const wide = statements.filter(({Resource}) => list(Resource).includes('*')).flatMap(({Action}) => list(Action));
  const allowed = ['ecr:GetAuthorizationToken', ...('exec' in context ? EXEC : [])];
  expect(wide.filter((action) => !allowed.includes(action))).toEqual([]);
  expect(statements.flatMap(({Action}) => list(Action)).filter((action) => action.includes('*'))).toEqual([]);
});

/** What ECS Exec needs; AWS has no finer resource for the first four. */
const EXEC = [
  'ssmmessages:CreateControlChannel',
  'ssmmessages:CreateDataChannel',
  'ssmmessages:OpenControlChannel',
  'ssmmessages:OpenDataChannel',
  'logs:DescribeLogGroups',
];

test.each(CONTEXTS)('$name: a deleted stack leaves nothing', ({context}) => {
  const kept = resourcesOf(clusterTemplate(context)).filter(([, {DeletionPolicy, UpdateReplacePolicy}]) =>
    [DeletionPolicy, UpdateReplacePolicy].some((policy) => policy !== undefined && policy !== 'Delete'),
  );
  expect(kept.map(([id]) => id)).toEqual([]);
  const logs = resourcesOf(clusterTemplate(context)).filter(([, {Type}]) => Type === 'AWS::Logs::LogGroup');
  for (const [, {Properties, DeletionPolicy}] of logs) {
    expect(DeletionPolicy).toBe('Delete');
    expect(Properties['RetentionInDays']).toBeGreaterThan(0);
  }
});

test('what is protected is kept: database, images', () => {
  const kept = resourcesOf(clusterTemplate({deletionProtection: true}))
    .filter(([, {DeletionPolicy}]) => DeletionPolicy?.startsWith('Retain') || DeletionPolicy === 'Snapshot')
    .map(([, {Type}]) => Type);
  expect(kept.sort()).toEqual(['AWS::ECR::Repository', 'AWS::RDS::DBInstance']);
});

test('no resource runs outside what the stack describes: one Lambda, with a log group of the stack', () => {
  const template = clusterTemplate();
  template.resourceCountIs('AWS::Lambda::Function', 1);
  const [starter] = Object.values(template.findResources('AWS::Lambda::Function')) as {
    Properties: {LoggingConfig: {LogGroup: {Ref: string}}};
  }[];
  expect(starter?.Properties.LoggingConfig.LogGroup.Ref).toMatch(/^BuildLogs/);
});

test('no generated secret stands in the environment, and three stand beside it', () => {
  const text = JSON.stringify(clusterTemplate().findResources('AWS::ECS::TaskDefinition'));
  expect(text).not.toContain('resolve:secretsmanager');
  clusterTemplate().resourceCountIs('AWS::SecretsManager::Secret', 3);
});

test.each(CONTEXTS)('$name: the template holds no secret, only the names of generated ones', ({context}) => {
  const resources = resourcesOf(clusterTemplate(context));
  for (const [, {Properties}] of resources.filter(([, {Type}]) => Type === 'AWS::SecretsManager::Secret')) {
    expect(Properties['SecretString']).toBeUndefined();
    expect(Properties['GenerateSecretString']).toBeDefined();
  }
  const [, database] = resources.find(([, {Type}]) => Type === 'AWS::RDS::DBInstance') ?? [];
  expect(JSON.stringify(database?.Properties['MasterUserPassword'])).toMatch(
    /^{"Fn::Join":\["",\["{{resolve:secretsmanager:",{"Ref":"TandemDatabaseInstanceSecret\w+"},":SecretString:password::}}"\]\]}$/,
  );
});

test('synthesis asks nobody: it leaves no account, no region and nothing to look up in the assembly', () => {
  const app = new App();
  clusterStack(app);
  const assembly = app.synth();
  expect(assembly.manifest.missing).toBeUndefined();
  expect(assembly.stacks[0]?.environment).toMatchObject({account: 'unknown-account', region: 'unknown-region'});
});

test('apps that come with the image are found by the nodes', () => {
  const template = clusterTemplate({apps: SAMPLES});
  expect(JSON.stringify(template.findResources('AWS::ECS::TaskDefinition'))).toContain(
    '{"Name":"TANDEM_APPS_DIRECTORY","Value":"/opt/tandem/apps"}',
  );
});

test('the stack is far from the limit of 500 resources', () =>
  expect(resourcesOf(clusterTemplate({network: 'endpoints'})).length).toBeLessThan(120));

test('the template does not depend on when or how often it is made', () => {
  const [first, second] = [new App(), new App()].map((app) => Template.fromStack(clusterStack(app)).toJSON());
  expect(first).toEqual(second);
});
