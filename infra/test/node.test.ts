import {Match, Template} from 'aws-cdk-lib/assertions';
import {expect, test} from 'vitest';
import {Node, type NodeProps} from '../constructs/index.ts';
import {parts} from './parts.ts';
import {resourcesOf} from './cluster.ts';

type Container = {
  Name: string;
  Environment: {Name: string; Value: unknown}[];
  Secrets: {Name: string; ValueFrom: unknown}[];
  PortMappings: {ContainerPort: number; Protocol: string}[];
  HealthCheck: {Command: string[]};
  EntryPoint?: string[];
};

function synthesised(props: Partial<NodeProps> = {}, options: Parameters<typeof parts>[0] = {}) {
  const {stack, node} = parts(options);
  const made = new Node(stack, 'Node', {...node, index: 0, ...props});
  const template = Template.fromStack(stack);
  const task = Object.values(template.findResources('AWS::ECS::TaskDefinition'))[0] as {
    Properties: {ContainerDefinitions: [Container]};
  };
  return {made, template, container: task.Properties.ContainerDefinitions[0]};
}

test('least: a quarter of a CPU, half a GiB, arm64, and the ten ports', () => {
  const {template, container} = synthesised();
  template.hasResourceProperties('AWS::ECS::TaskDefinition', {
    Cpu: '256',
    Memory: '512',
    NetworkMode: 'awsvpc',
    RequiresCompatibilities: ['FARGATE'],
    RuntimePlatform: {CpuArchitecture: 'ARM64', OperatingSystemFamily: 'LINUX'},
  });
  expect(container.Name).toBe('tandem-1');
  expect(container.PortMappings.map(({ContainerPort}) => ContainerPort).sort((a, b) => a - b)).toEqual([
    7070, 7443, 7611, 7711, 8006, 9090, 9443, 9611, 9711, 9893,
  ]);
  expect(new Set(container.PortMappings.map(({Protocol}) => Protocol))).toEqual(new Set(['tcp']));
});

test('the service keeps one task, stops the old before it starts the new, and rolls a bad one back', () => {
  synthesised().template.hasResourceProperties('AWS::ECS::Service', {
    LaunchType: 'FARGATE',
    DesiredCount: 1,
    DeploymentConfiguration: {
      MinimumHealthyPercent: 0,
      MaximumPercent: 100,
      DeploymentCircuitBreaker: {Enable: true, Rollback: true},
    },
    AvailabilityZoneRebalancing: 'DISABLED',
    EnableExecuteCommand: false,
    NetworkConfiguration: {AwsvpcConfiguration: {AssignPublicIp: 'ENABLED', Subnets: [Match.anyValue()]}},
  });
});

test('the container is given its database and its name, and its secrets by reference alone', () => {
  const {container} = synthesised();
  const plain = Object.fromEntries(container.Environment.map(({Name, Value}) => [Name, Value]));
  expect(plain).toMatchObject({
    TANDEM_NODE_ID: 'tandem-1',
    TANDEM_DATABASE_KIND: 'mysql',
    TANDEM_DATABASE_USER: 'tandem',
    TANDEM_DATABASE_TLS: 'rds',
    TANDEM_CLUSTER_DATABASE: 'tandem',
    TANDEM_METRICS_EMF: 'true',
    TANDEM_FENCING: 'ecs',
    TANDEM_DATABASE_SECRET_ARN: {Ref: expect.stringMatching(/^DatabaseInstanceSecretAttachment/)},
    TANDEM_DATABASE_HOST: {'Fn::GetAtt': [expect.stringMatching(/^Database/), 'Endpoint.Address']},
    TANDEM_DATABASE_PORT: {'Fn::GetAtt': [expect.stringMatching(/^Database/), 'Endpoint.Port']},
  });
  const secrets = container.Secrets.map(({Name}) => Name).sort();
  expect(secrets).toEqual(['TANDEM_AUTH_PASSWORD', 'TANDEM_CLUSTER_SECRET', 'TANDEM_DATABASE_PASSWORD']);
  expect(Object.keys(plain).filter((name) => secrets.includes(name))).toEqual([]);
});

test('the container is read-only, has a minute to hand over, and is checked without a shell', () => {
  const {template, container} = synthesised();
  template.hasResourceProperties('AWS::ECS::TaskDefinition', {
    ContainerDefinitions: [{ReadonlyRootFilesystem: true, StopTimeout: 60, LogConfiguration: {LogDriver: 'awslogs'}}],
  });
  expect(container.HealthCheck.Command[0]).toBe('CMD');
});

test('a task with CPUs to spare starts without the flags for a part of one', () => {
  expect(synthesised().container.EntryPoint).toBeUndefined();
  expect(synthesised({cpu: 2048, memory: 4096}).container.EntryPoint).toEqual([
    'node',
    '--no-allocation-site-pretenuring',
    'main.mjs',
  ]);
});

test('the task may stop tasks of its own cluster and read the password of its database, and nothing else', () => {
  const {template} = synthesised();
  const policies = resourcesOf(template).filter(([, {Type}]) => Type === 'AWS::IAM::Policy');
  expect(policies.filter(([id]) => id.includes('ExecutionRole'))).toHaveLength(1);
  const [rights, ...others] = policies.filter(([id]) => id.includes('TaskRole'));
  expect(others).toEqual([]);
  const cluster = expect.stringMatching(/^Cluster/);
  expect(rights?.[1].Properties['PolicyDocument']).toMatchObject({
    Statement: [
      {
        Effect: 'Allow',
        Action: ['ecs:DescribeTasks', 'ecs:StopTask'],
        Resource: {'Fn::Join': ['', expect.arrayContaining([':task/', {Ref: cluster}, '/*'])]},
        Condition: {ArnEquals: {'ecs:cluster': {'Fn::GetAtt': [cluster, 'Arn']}}},
      },
      {
        Effect: 'Allow',
        Action: 'secretsmanager:GetSecretValue',
        Resource: {Ref: expect.stringMatching(/^DatabaseInstanceSecretAttachment/)},
      },
    ],
  });
});

test('the service waits for the rights of its task and for the way to the database', () => {
  const resources = resourcesOf(synthesised().template);
  const dependencies = resources.find(([, {Type}]) => Type === 'AWS::ECS::Service')?.[1].DependsOn ?? [];
  for (const start of ['NodeTaskExecutionRoleDefaultPolicy', 'NetworkDatabaseGroupfrom', 'NetworkVpcpublicSubnet'])
    expect(dependencies.some((id) => id.startsWith(start))).toBe(true);
});

test('all: second zone, private, larger, more ports, settings, exec', () => {
  const {made, template, container} = synthesised(
    {
      index: 1,
      nodeId: 'blue',
      cpu: 1024,
      memory: 2048,
      morePorts: [8007],
      exec: true,
      settings: {durability: 'database'},
    },
    {network: {mode: 'nat'}, image: {architecture: 'x86_64'}},
  );
  expect(made.nodeId).toBe('blue');
  expect(container.PortMappings).toHaveLength(11);
  expect(container.Environment).toContainEqual({Name: 'TANDEM_DURABILITY', Value: 'database'});
  template.hasResourceProperties('AWS::ECS::TaskDefinition', {
    Cpu: '1024',
    Memory: '2048',
    RuntimePlatform: {CpuArchitecture: 'X86_64'},
    ContainerDefinitions: [{Name: 'blue', ReadonlyRootFilesystem: false}],
  });
  template.hasResourceProperties('AWS::ECS::Service', {
    EnableExecuteCommand: true,
    NetworkConfiguration: {AwsvpcConfiguration: {AssignPublicIp: 'DISABLED'}},
  });
});

test('the second node is named after its number', () => expect(synthesised({index: 1}).made.nodeId).toBe('tandem-2'));

test('refuses a setting that no node has, and suggests the one that was meant', () =>
  expect(() => synthesised({settings: {logFormt: 'json'} as never})).toThrow(
    'settings.logFormt is no setting of a node; did you mean logFormat?',
  ));

test.each([
  {refused: 'a name with a space', props: {nodeId: 'node 1'}, message: 'nodeId "node 1" is refused'},
  {refused: 'a CPU size of no task', props: {cpu: 300}, message: 'cpu 300 is refused; allowed: 256, 512, 1024, 2048'},
  {
    refused: 'memory that the CPU does not go with',
    props: {memory: 4096},
    message: 'memory 4096 is refused; allowed: 512, 1024, 2048 with cpu 256',
  },
  {refused: 'one of the ten ports again', props: {morePorts: [8006]}, message: 'morePorts 8006 is refused'},
  {refused: 'a port for root', props: {morePorts: [80]}, message: 'morePorts 80 is refused'},
  {refused: 'a port twice', props: {morePorts: [8007, 8007]}, message: 'allowed: each port once'},
  {
    refused: 'a setting that the stack gives',
    props: {settings: {databaseHost: 'elsewhere'}},
    message: 'settings.databaseHost "elsewhere" is refused',
  },
  {
    refused: 'a setting that no node takes',
    props: {settings: {revisionsToKeep: 0}},
    message: 'setting revisionsToKeep: found 0',
  },
  {
    refused: 'a secret in plain text',
    props: {settings: {authPassword: 'hunter2hunter2'}},
    message: 'a secret is not set in plain text',
  },
])('refuses $refused', ({props, message}) => expect(() => synthesised(props)).toThrow(message));
