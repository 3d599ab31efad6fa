import type {Account, FakeTask} from './fake-aws.ts';

/** A stack `Tandem` with two healthy nodes, beside another stack. */
export function healthyAccount(): Account {
  const prefix = 'arn:aws:ecs:eu-west-1:1';
  const cluster = (name: string, stack: string) => ({
    clusterName: name,
    clusterArn: `${prefix}:cluster/${name}`,
    status: 'ACTIVE',
    tags: [{key: 'aws:cloudformation:stack-name', value: stack}],
  });
  const service = (name: string) => ({
    serviceName: name,
    serviceArn: `${prefix}:service/Pair/${name}`,
    status: 'ACTIVE',
    desiredCount: 1,
    runningCount: 1,
    pendingCount: 0,
    taskDefinition: name.replace('Node', 'tandem-'),
    networkConfiguration: {awsvpcConfiguration: {subnets: ['subnet-1'], securityGroups: ['sg-nodes']}},
    deployments: [{status: 'PRIMARY', rolloutState: 'COMPLETED', rolloutStateReason: 'done'}],
    events: [{message: `${name} has reached a steady state.`}],
  });
  const task = (id: string, serviceName: string, node: string): FakeTask => ({
    taskArn: `${prefix}:task/Pair/${id}`,
    group: `service:${serviceName}`,
    desiredStatus: 'RUNNING',
    lastStatus: 'RUNNING',
    healthStatus: 'HEALTHY',
    startedAt: 1_790_000_000,
    containers: [
      {name: node, image: 'repository:abc', networkInterfaces: [{privateIpv4Address: `10.0.0.${id.length}`}]},
    ],
  });
  return {
    clusters: [cluster('Other', 'Else'), cluster('Pair', 'Tandem')],
    services: [service('Node1'), service('Node2')],
    tasks: [task('t1', 'Node1', 'tandem-1'), task('t22', 'Node2', 'tandem-2')],
    databases: [
      {id: 'elsewhere', status: 'stopped', stack: 'Else'},
      {id: 'pair-db', status: 'available', stack: 'Tandem', groups: ['sg-database']},
    ],
    lines: [],
    securityGroups: [
      {
        id: 'sg-nodes',
        lets: [
          {from: 9893, to: 9893, group: 'sg-nodes'},
          {from: 8006, to: 8006, group: 'sg-endpoint'},
        ],
      },
      {id: 'sg-database', lets: [{from: 3306, to: 3306, group: 'sg-nodes'}]},
    ],
    stacks: [
      {
        name: 'Tandem',
        status: 'UPDATE_COMPLETE',
        outputs: {EndpointAddress: 'lb.example', Ports: '8006 9090', AdminPasswordArn: 'arn:secret'},
      },
    ],
    region: 'eu-west-1',
  };
}
