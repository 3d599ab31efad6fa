const EXECUTION_ROLES = ['Node1', 'Node2'].map((node) => `Tandem/Default/${node}/Task/ExecutionRole/DefaultPolicy`);
const TASKS = ['Node1', 'Node2'].map((node) => `Tandem/Default/${node}/Task`);

export type Acknowledged = {readonly rule: string; readonly at: readonly string[]; readonly reason: string};

/** What AwsSolutions finds in the cluster for production and we live with, where, and why. */
export const ACKNOWLEDGED: readonly Acknowledged[] = [
  {
    rule: 'AwsSolutions-EC23',
    at: ['Tandem/Default/Network/EndpointGroup'],
    reason: 'The endpoint is for senders on the internet; `ingressCidr` narrows it.',
  },
  {
    rule: 'AwsSolutions-SMG4',
    at: ['Tandem/Default/Database/Instance/Secret', 'Tandem/Default/ClusterSecret', 'Tandem/Default/AdminPassword'],
    reason:
      'Rotating by a schedule takes a Lambda with a way to the database. The nodes take up a new password of the database while they run; the other two are read at start.',
  },
  {
    rule: 'AwsSolutions-RDS11',
    at: ['Tandem/Default/Database/Instance'],
    reason: 'Only the nodes reach the database, whatever its port; 3306 is what its tools expect.',
  },
  {
    rule: 'AwsSolutions-IAM5[Resource::*]',
    at: ['Tandem/Default/Image/BuildRights', ...EXECUTION_ROLES],
    reason: 'ecr:GetAuthorizationToken knows no finer resource.',
  },
  {
    rule: 'AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:ecs:<AWS::Region>:<AWS::AccountId>:task/<ClusterEB0386A7>/*]',
    at: ['Node1', 'Node2'].map((node) => `Tandem/Default/${node}/Task/TaskRole/DefaultPolicy`),
    reason: 'A node may stop a stale task of its own cluster; the ids of tasks are not known before they run.',
  },
  {
    rule: 'AwsSolutions-ECS2',
    at: TASKS,
    reason: 'The variables hold no secret: those come from Secrets Manager.',
  },
  {
    rule: 'AwsSolutions-ELB2',
    at: ['Tandem/Default/Endpoint/LoadBalancer'],
    reason: 'A network load balancer logs TLS listeners alone, and a bucket of logs would outlive the stack.',
  },
];

/** What it finds besides, when a setting is not that of production: its user has chosen so. */
export const BY_CHOICE: readonly {readonly rule: string; readonly setting: string; readonly reason: string}[] = [
  {rule: 'AwsSolutions-ECS4', setting: 'containerInsights=false', reason: 'It costs money by the metric.'},
  {rule: 'AwsSolutions-RDS3', setting: 'multiAz=false', reason: 'A standby doubles the price of the database.'},
  {rule: 'AwsSolutions-RDS10', setting: 'deletionProtection=false', reason: 'A trial must be easy to take away.'},
  {
    rule: 'AwsSolutions-IAM5[Resource::*]',
    setting: 'exec=true',
    reason: 'The sessions of ECS Exec (ssmmessages) know no finer resource.',
  },
];
