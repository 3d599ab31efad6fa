import {mkdtempSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {Stack} from 'aws-cdk-lib';
import {Match, Template} from 'aws-cdk-lib/assertions';
import {Port, SecurityGroup, SubnetType, Vpc} from 'aws-cdk-lib/aws-ec2';
import {ContainerImage} from 'aws-cdk-lib/aws-ecs';
import {DatabaseInstance} from 'aws-cdk-lib/aws-rds';
import {Secret} from 'aws-cdk-lib/aws-secretsmanager';
import {Topic} from 'aws-cdk-lib/aws-sns';
import {expect, test} from 'vitest';
import {Database, Image, SiddhiApps, TandemCluster, type TandemClusterProps} from '../constructs/index.ts';
import {IMAGE_DIRECTORY, resourcesOf, testApp} from './cluster.ts';

const newStack = (): Stack => new Stack(testApp(), 'Theirs');

function synthesised(props: TandemClusterProps = {}, stack = newStack()) {
  const cluster = new TandemCluster(stack, 'Events', {imageDirectory: IMAGE_DIRECTORY, ...props});
  return {stack, cluster, template: Template.fromStack(stack)};
}

function appsOf(...ports: number[]): string {
  const folder = mkdtempSync(join(tmpdir(), 'tandem-apps-'));
  ports.forEach((port, i) =>
    writeFileSync(
      join(folder, `${i}.siddhi`),
      `@app:name('A${i}') @source(type='http', receiver.url='http://0.0.0.0:${port}/a', @map(type='json')) define stream S (a int);`,
    ),
  );
  return folder;
}

const listeners = ({cluster}: {cluster: TandemCluster}): number[] => cluster.endpoint.listening.map(({port}) => port);

/** From whom the nodes' group lets in what. */
function letIn(stack: Stack, template: Template, cluster: TandemCluster): string[] {
  const groups = new Map(
    Object.entries({
      Endpoint: cluster.network.endpointGroup,
      Nodes: cluster.network.nodesGroup,
    }).map(([name, group]) => [JSON.stringify(stack.resolve(group.securityGroupId)), name]),
  );
  return resourcesOf(template)
    .filter(([, {Type}]) => Type === 'AWS::EC2::SecurityGroupIngress')
    .filter(([, {Properties}]) => groups.get(JSON.stringify(Properties['GroupId'])) === 'Nodes')
    .map(
      ([, {Properties}]) =>
        `${String(Properties['FromPort'])} from ${groups.get(JSON.stringify(Properties['SourceSecurityGroupId'])) ?? 'others'}`,
    )
    .sort();
}

test('least: a whole cluster in a stack of somebody else, its parts in reach', () => {
  const {cluster, template} = synthesised();
  template.resourceCountIs('AWS::ECS::Service', 2);
  template.resourceCountIs('AWS::RDS::DBInstance', 1);
  template.resourceCountIs('AWS::ElasticLoadBalancingV2::LoadBalancer', 1);
  expect(listeners({cluster})).toEqual([8006]);
  expect(cluster.nodes.map(({nodeId}) => nodeId)).toEqual(['tandem-1', 'tandem-2']);
  expect(cluster.watch.alarms.length).toBeGreaterThan(0);
  expect(Object.keys((template.toJSON() as {Outputs?: object}).Outputs ?? {})).toEqual([]);
});

test('twice in one stack: names do not clash', () => {
  const stack = newStack();
  new TandemCluster(stack, 'Events', {imageDirectory: IMAGE_DIRECTORY});
  new TandemCluster(stack, 'More', {imageDirectory: IMAGE_DIRECTORY, nodeSettings: {groupId: 'more'}});
  const template = Template.fromStack(stack);
  template.resourceCountIs('AWS::ECS::Service', 4);
  template.hasResourceProperties('AWS::CloudWatch::Alarm', {Dimensions: [{Name: 'Group', Value: 'more'}]});
});

test('replacing a node: the old task stops first, the other node waits for the first, and a failure goes back', () => {
  const {template} = synthesised();
  const services = resourcesOf(template).filter(([, {Type}]) => Type === 'AWS::ECS::Service');
  for (const [, {Properties}] of services)
    expect(Properties).toMatchObject({
      DesiredCount: 1,
      AvailabilityZoneRebalancing: 'DISABLED',
      DeploymentConfiguration: {
        MinimumHealthyPercent: 0,
        MaximumPercent: 100,
        DeploymentCircuitBreaker: {Enable: true, Rollback: true},
      },
    });
  const [first, second] = services;
  expect(second?.[1].DependsOn).toContain(first?.[0]);
  expect(first?.[1].DependsOn).not.toContain(second?.[0]);
});

test('the ports that the apps name are opened from end to end, and those asked for beside them', () => {
  const {stack, cluster, template} = synthesised({apps: appsOf(8100, 8006, 8100), ingestPorts: [8006, 8200]});
  expect(listeners({cluster})).toEqual([8006, 8100, 8200]);
  template.resourceCountIs('AWS::ElasticLoadBalancingV2::TargetGroup', 3);
  for (const port of [8006, 8100, 8200]) {
    template.hasResourceProperties('AWS::ElasticLoadBalancingV2::TargetGroup', {Port: port});
    template.hasResourceProperties('AWS::EC2::SecurityGroup', {
      SecurityGroupIngress: Match.arrayWith([Match.objectLike({FromPort: port, ToPort: port, CidrIp: '0.0.0.0/0'})]),
    });
    template.hasResourceProperties('AWS::EC2::SecurityGroupEgress', {FromPort: port, ToPort: port});
  }
  expect(letIn(stack, template, cluster)).toEqual([
    '8006 from Endpoint',
    '8006 from Nodes',
    '8100 from Endpoint',
    '8100 from Nodes',
    '8200 from Endpoint',
    '8200 from Nodes',
    '9090 from Endpoint',
    '9893 from Nodes',
  ]);
  const tasks = Object.values(template.findResources('AWS::ECS::TaskDefinition')) as {
    Properties: {ContainerDefinitions: [{PortMappings: {ContainerPort: number}[]; Environment: {Name: string}[]}]};
  }[];
  for (const {Properties} of tasks) {
    const [container] = Properties.ContainerDefinitions;
    const mapped = container.PortMappings.map(({ContainerPort}) => ContainerPort);
    expect(mapped).toHaveLength(12);
    expect(mapped).toEqual(expect.arrayContaining([8006, 8100, 8200]));
    expect(container.Environment).toContainEqual({Name: 'TANDEM_APPS_DIRECTORY', Value: '/opt/tandem/apps'});
  }
});

test('apps that listen elsewhere leave 8006 closed', () =>
  expect(listeners(synthesised({apps: SiddhiApps.fromFolder(appsOf(8100))}))).toEqual([8100]));

test('in a VPC, with a database and an image that are there, only the rest is made', () => {
  const stack = newStack();
  const vpc = new Vpc(stack, 'Vpc', {
    maxAzs: 2,
    restrictDefaultSecurityGroup: false,
    subnetConfiguration: [
      {name: 'public', subnetType: SubnetType.PUBLIC},
      {name: 'private', subnetType: SubnetType.PRIVATE_WITH_EGRESS},
    ],
  });
  const group = new SecurityGroup(stack, 'DatabaseGroup', {vpc, allowAllOutbound: false});
  const instance = DatabaseInstance.fromDatabaseInstanceAttributes(stack, 'Database', {
    instanceIdentifier: 'theirs',
    instanceEndpointAddress: 'db.example.internal',
    port: 3306,
    securityGroups: [group],
  });
  const {template, cluster} = synthesised(
    {
      imageDirectory: undefined,
      vpc,
      network: 'nat',
      database: Database.fromExisting({instance, secret: new Secret(stack, 'Password'), userName: 'streams'}),
      image: Image.fromExisting(ContainerImage.fromRegistry('example.com/tandem:1'), 'x86_64'),
    },
    stack,
  );
  template.resourceCountIs('AWS::EC2::VPC', 1);
  template.resourceCountIs('AWS::RDS::DBInstance', 0);
  template.resourceCountIs('AWS::CodeBuild::Project', 0);
  template.hasResourceProperties('AWS::ECS::TaskDefinition', {
    RuntimePlatform: {CpuArchitecture: 'X86_64'},
    ContainerDefinitions: [
      Match.objectLike({
        Image: 'example.com/tandem:1',
        Environment: Match.arrayWith([
          {Name: 'TANDEM_DATABASE_USER', Value: 'streams'},
          {Name: 'TANDEM_CLUSTER_DATABASE', Value: 'clusterdb'},
          {Name: 'TANDEM_DATABASE_HOST', Value: 'db.example.internal'},
        ]),
      }),
    ],
  });
  template.hasResourceProperties('AWS::EC2::SecurityGroupIngress', {
    GroupId: stack.resolve(group.securityGroupId) as unknown,
    SourceSecurityGroupId: stack.resolve(cluster.network.nodesGroup.securityGroupId) as unknown,
    FromPort: 3306,
  });
});

test('all: what is asked for reaches the part that it is for', () => {
  const stack = newStack();
  const {template} = synthesised(
    {
      cidr: '10.9.0.0/20',
      network: 'endpoints',
      databaseInstance: 't4g.small',
      multiAz: true,
      apps: appsOf(8100),
      builder: 'codebuild',
      architecture: 'x86_64',
      cpu: 512,
      memory: 1024,
      nodeSettings: {durability: 'database', groupId: 'prod'},
      ingestPorts: [8101],
      ingressCidr: ['198.51.100.0/24'],
      adminCidr: '203.0.113.7/32',
      certificateArn: 'arn:aws:acm:eu-west-1:111122223333:certificate/0b2c-4d',
      deletionProtection: true,
      containerInsights: true,
      exec: true,
      alarmTopic: new Topic(stack, 'Topic'),
    },
    stack,
  );
  template.hasResourceProperties('AWS::EC2::VPC', {CidrBlock: '10.9.0.0/20'});
  template.hasResourceProperties('AWS::RDS::DBInstance', {
    DBInstanceClass: 'db.t4g.small',
    DBName: 'clusterdb',
    MultiAZ: true,
    DeletionProtection: true,
  });
  template.hasResourceProperties('AWS::ECS::TaskDefinition', {Cpu: '512', Memory: '1024'});
  template.hasResourceProperties('AWS::ECS::Cluster', {
    ClusterSettings: [{Name: 'containerInsights', Value: 'enhanced'}],
  });
  template.hasResourceProperties('AWS::ECS::Service', {EnableExecuteCommand: true});
  template.hasResourceProperties('AWS::CodeBuild::Project', {Environment: {Type: 'LINUX_CONTAINER'}});
  template.hasResourceProperties('AWS::CloudWatch::Alarm', {
    AlarmActions: [Match.anyValue()],
    Dimensions: [{Name: 'Group', Value: 'prod'}],
  });
  template.allResourcesProperties('AWS::ElasticLoadBalancingV2::Listener', {Protocol: 'TLS'});
});

test('its nodes are peers: others let them in by the cluster itself', () => {
  const stack = newStack();
  const cluster = new TandemCluster(stack, 'Events', {imageDirectory: IMAGE_DIRECTORY});
  const theirs = new SecurityGroup(stack, 'Broker', {vpc: cluster.network.vpc});
  theirs.connections.allowFrom(cluster, Port.tcp(9092));
  Template.fromStack(stack).hasResourceProperties('AWS::EC2::SecurityGroupIngress', {
    FromPort: 9092,
    SourceSecurityGroupId: stack.resolve(cluster.network.nodesGroup.securityGroupId) as unknown,
  });
});

const existing = (stack: Stack) =>
  Database.fromExisting({
    instance: DatabaseInstance.fromDatabaseInstanceAttributes(stack, 'Database', {
      instanceIdentifier: 'theirs',
      instanceEndpointAddress: 'db.example.internal',
      port: 3306,
      securityGroups: [SecurityGroup.fromSecurityGroupId(stack, 'Group', 'sg-12345678')],
    }),
    secret: new Secret(stack, 'Password'),
  });
const image = Image.fromExisting(ContainerImage.fromRegistry('example.com/tandem:1'));

test.each<{refused: string; props: (stack: Stack) => TandemClusterProps; message: string}>([
  {
    refused: 'a size for a database that is there',
    props: (stack) => ({database: existing(stack), databaseInstance: 't4g.small'}),
    message: 'databaseInstance "t4g.small" is refused; allowed: nothing beside a database that is there already',
  },
  {
    refused: 'apps for an image that is there',
    props: () => ({image, imageDirectory: undefined, apps: 'apps'}),
    message: 'apps "apps" is refused; allowed: nothing beside an image that is there already',
  },
  {
    refused: 'a folder of apps by two ways',
    props: () => ({apps: appsOf(8100), nodeSettings: {appsDirectory: '/apps'}}),
    message: 'nodeSettings.appsDirectory "/apps" is refused; allowed: nothing beside apps',
  },
  {
    refused: 'more ports than a service has target groups',
    props: () => ({apps: appsOf(8100, 8101, 8102), ingestPorts: [8103, 8104, 8105]}),
    message:
      'ingestPorts [8100,8101,8102,8103,8104,8105] is refused; allowed: 1 to 5 ports, those of the apps among them',
  },
  {
    refused: 'a database whose group is unknown',
    props: (stack) => ({
      database: Database.fromExisting({
        instance: DatabaseInstance.fromDatabaseInstanceAttributes(stack, 'Database', {
          instanceIdentifier: 'theirs',
          instanceEndpointAddress: 'db.example.internal',
          port: 3306,
          securityGroups: [],
        }),
        secret: new Secret(stack, 'Password'),
      }),
    }),
    message: 'an instance whose security group is known',
  },
])('refuses $refused', ({props, message}) => {
  const stack = newStack();
  expect(() => synthesised(props(stack), stack)).toThrow(message);
});
