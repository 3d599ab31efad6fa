import {type Aws, type Parameters} from './aws.ts';
import {CODEBUILD, ECR} from './builds.ts';
import {textsOf} from './xml.ts';

/** Everything of the account that the services themselves list, as `type id`; CloudFormation is asked for its stacks alone. */
export type Inventory = ReadonlySet<string>;

type Listing = {readonly type: string; readonly ids: readonly string[]};

/** Types of CloudFormation that are parts of what another type is listed under. */
const PART_OF: Readonly<Record<string, string>> = {
  'AWS::EC2::Route': 'AWS::EC2::RouteTable',
  'AWS::EC2::SubnetRouteTableAssociation': 'AWS::EC2::RouteTable',
  'AWS::EC2::VPCGatewayAttachment': 'AWS::EC2::InternetGateway',
  'AWS::EC2::SecurityGroupEgress': 'AWS::EC2::SecurityGroupRule',
  'AWS::EC2::SecurityGroupIngress': 'AWS::EC2::SecurityGroupRule',
  'AWS::SecretsManager::SecretTargetAttachment': 'AWS::SecretsManager::Secret',
  'Custom::TandemImage': 'AWS::ECR::Image',
};

export async function takeInventory(aws: Aws): Promise<Inventory> {
  const listings = [
    ...(await Promise.all(QUERIES.map(([type, ...query]) => listQuery(aws, type, ...query)))),
    ...(await Promise.all(DOCUMENTS.map(([type, ...call]) => listDocuments(aws, type, ...call)))),
    await functions(aws),
    ...(await nested(aws)),
  ];
  return new Set(listings.flatMap(({type, ids}) => ids.map((id) => `${type} ${id}`)));
}

/** What `after` has and `before` had not. */
export function added(before: Inventory, after: Inventory): string[] {
  return [...after].filter((entry) => !before.has(entry)).sort();
}

/** The types of CloudFormation that an inventory shows fewer of than there should be, as sentences. */
export function unseen(types: readonly string[], entries: readonly string[]): string[] {
  const seen = (type: string): number => entries.filter((entry) => entry.startsWith(`${type} `)).length;
  const wanted = Map.groupBy(
    types.filter((type) => PART_OF[type] === undefined),
    (type) => type,
  );
  const parts = new Set(types.map((type) => PART_OF[type]).filter((type) => type !== undefined));
  return [
    ...[...wanted].map(([type, all]) => [type, all.length] as const),
    ...[...parts].filter((type) => !wanted.has(type)).map((type) => [type, 1] as const),
  ]
    .filter(([type, count]) => seen(type) < count)
    .map(([type, count]) => `${count} of ${type} expected, ${seen(type)} listed`);
}

const EC2 = ['ec2', '2016-11-15'] as const;
const RDS = ['rds', '2014-10-31'] as const;
const IAM = ['iam', '2010-05-08'] as const;
const BALANCING = ['elasticloadbalancing', '2015-12-01'] as const;
const MONITORING = ['monitoring', '2010-08-01'] as const;

type Query = readonly [
  type: string,
  service: string,
  version: string,
  action: string,
  id: string,
  parameters?: Parameters,
];

const QUERIES: readonly Query[] = [
  ['AWS::EC2::VPC', ...EC2, 'DescribeVpcs', 'vpcId'],
  ['AWS::EC2::Subnet', ...EC2, 'DescribeSubnets', 'subnetId'],
  ['AWS::EC2::RouteTable', ...EC2, 'DescribeRouteTables', 'routeTableId'],
  ['AWS::EC2::InternetGateway', ...EC2, 'DescribeInternetGateways', 'internetGatewayId'],
  // A deleted one is listed for a while.
  [
    'AWS::EC2::NatGateway',
    ...EC2,
    'DescribeNatGateways',
    'natGatewayId',
    {'Filter.1.Name': 'state', 'Filter.1.Value.1': 'pending', 'Filter.1.Value.2': 'available'},
  ],
  ['AWS::EC2::EIP', ...EC2, 'DescribeAddresses', 'allocationId'],
  ['AWS::EC2::VPCEndpoint', ...EC2, 'DescribeVpcEndpoints', 'vpcEndpointId'],
  ['AWS::EC2::NetworkInterface', ...EC2, 'DescribeNetworkInterfaces', 'networkInterfaceId'],
  ['AWS::EC2::SecurityGroup', ...EC2, 'DescribeSecurityGroups', 'groupId'],
  ['AWS::EC2::SecurityGroupRule', ...EC2, 'DescribeSecurityGroupRules', 'securityGroupRuleId'],
  ['AWS::EC2::FlowLog', ...EC2, 'DescribeFlowLogs', 'flowLogId'],
  ['AWS::IAM::ManagedPolicy', ...IAM, 'ListPolicies', 'PolicyName', {Scope: 'Local'}],
  ['AWS::RDS::DBInstance', ...RDS, 'DescribeDBInstances', 'DBInstanceIdentifier'],
  ['AWS::RDS::DBParameterGroup', ...RDS, 'DescribeDBParameterGroups', 'DBParameterGroupName'],
  ['AWS::RDS::DBSubnetGroup', ...RDS, 'DescribeDBSubnetGroups', 'DBSubnetGroupName'],
  ['AWS::RDS::DBSnapshot', ...RDS, 'DescribeDBSnapshots', 'DBSnapshotIdentifier'],
  ['AWS::ElasticLoadBalancingV2::LoadBalancer', ...BALANCING, 'DescribeLoadBalancers', 'LoadBalancerArn'],
  ['AWS::ElasticLoadBalancingV2::TargetGroup', ...BALANCING, 'DescribeTargetGroups', 'TargetGroupArn'],
  ['AWS::CloudWatch::Alarm', ...MONITORING, 'DescribeAlarms', 'AlarmName'],
  ['AWS::CloudWatch::Dashboard', ...MONITORING, 'ListDashboards', 'DashboardName'],
  ['AWS::CloudFormation::Stack', 'cloudformation', '2010-05-15', 'ListStacks', 'StackName', liveStacks()],
];

type Documents = readonly [
  type: string,
  service: string,
  target: string,
  action: string,
  list: string,
  id: string | undefined,
  input?: object,
];

const ECS = ['ecs', 'AmazonEC2ContainerServiceV20141113'] as const;

const DOCUMENTS: readonly Documents[] = [
  ['AWS::Logs::LogGroup', 'logs', 'Logs_20140328', 'DescribeLogGroups', 'logGroups', 'logGroupName'],
  ['AWS::ECS::Cluster', ...ECS, 'ListClusters', 'clusterArns', undefined],
  ['AWS::ECS::TaskDefinition', ...ECS, 'ListTaskDefinitions', 'taskDefinitionArns', undefined, {status: 'ACTIVE'}],
  ['AWS::ECR::Repository', 'ecr', ECR, 'DescribeRepositories', 'repositories', 'repositoryName'],
  ['AWS::CodeBuild::Project', 'codebuild', CODEBUILD, 'ListProjects', 'projects', undefined],
  [
    'AWS::SecretsManager::Secret',
    'secretsmanager',
    'secretsmanager',
    'ListSecrets',
    'SecretList',
    'Name',
    {IncludePlannedDeletion: true},
  ],
  ['AWS::SSM::Parameter', 'ssm', 'AmazonSSM', 'DescribeParameters', 'Parameters', 'Name'],
  ['AWS::KMS::Key', 'kms', 'TrentService', 'ListKeys', 'Keys', 'KeyId'],
];

async function listQuery(aws: Aws, ...[type, service, version, action, id, parameters]: Query): Promise<Listing> {
  return {type, ids: textsOf(await aws.query(service, version, action, parameters), id)};
}

async function listDocuments(
  aws: Aws,
  ...[type, service, target, action, list, id, input]: Documents
): Promise<Listing> {
  const answer = await aws.json<Record<string, unknown>>(service, target, action, input);
  const entries = (answer[list] ?? []) as unknown[];
  return {type, ids: entries.map((entry) => String(id === undefined ? entry : (entry as Record<string, unknown>)[id]))};
}

async function functions(aws: Aws): Promise<Listing> {
  const answer = JSON.parse(await aws.rest('lambda', 'GET', '/2015-03-31/functions/')) as {
    Functions: {FunctionName: string}[];
  };
  return {type: 'AWS::Lambda::Function', ids: answer.Functions.map(({FunctionName}) => FunctionName)};
}

/** What is listed only by what holds it. */
async function nested(aws: Aws): Promise<Listing[]> {
  const roles = textsOf(await aws.query(...IAM, 'ListRoles'), 'RoleName');
  const policies = await each(roles, async (RoleName) =>
    textsOf(await aws.query(...IAM, 'ListRolePolicies', {RoleName}), 'member'),
  );
  const balancers = textsOf(await aws.query(...BALANCING, 'DescribeLoadBalancers'), 'LoadBalancerArn');
  const listeners = await each(balancers, async (LoadBalancerArn) =>
    textsOf(await aws.query(...BALANCING, 'DescribeListeners', {LoadBalancerArn}), 'ListenerArn'),
  );
  const buckets = textsOf(await aws.rest('s3', 'GET', '/'), 'Name');
  const objects = await each(buckets, async (bucket) =>
    textsOf(await aws.rest('s3', 'GET', `/${bucket}?list-type=2`), 'Key'),
  );
  const {clusterArns} = await aws.json<{clusterArns: string[]}>(...ECS, 'ListClusters');
  const services = await each(
    clusterArns,
    async (cluster) => (await aws.json<{serviceArns: string[]}>(...ECS, 'ListServices', {cluster})).serviceArns,
  );
  const tasks = await each(
    clusterArns,
    async (cluster) => (await aws.json<{taskArns: string[]}>(...ECS, 'ListTasks', {cluster})).taskArns,
  );
  const {repositories} = await aws.json<{repositories: {repositoryName: string}[]}>('ecr', ECR, 'DescribeRepositories');
  const images = await each(
    repositories.map(({repositoryName}) => repositoryName),
    async (repositoryName) => {
      const {imageIds} = await aws.json<{imageIds: {imageTag?: string; imageDigest: string}[]}>(
        'ecr',
        ECR,
        'ListImages',
        {repositoryName},
      );
      return imageIds.map(({imageTag, imageDigest}) => imageTag ?? imageDigest);
    },
  );
  return [
    {type: 'AWS::IAM::Role', ids: roles},
    {type: 'AWS::IAM::Policy', ids: policies},
    {type: 'AWS::ElasticLoadBalancingV2::Listener', ids: listeners},
    {type: 'AWS::S3::Bucket', ids: buckets},
    {type: 'AWS::S3::Object', ids: objects},
    {type: 'AWS::ECS::Service', ids: services},
    {type: 'AWS::ECS::Task', ids: tasks},
    {type: 'AWS::ECR::Image', ids: images},
  ];
}

/** `parent/child` for each child of each parent. */
async function each(parents: readonly string[], children: (parent: string) => Promise<string[]>): Promise<string[]> {
  const all = await Promise.all(
    parents.map(async (parent) => (await children(parent)).map((child) => `${parent}/${child}`)),
  );
  return all.flat();
}

/** All states of a stack but the one of deleted stacks, which CloudFormation lists for ninety days. */
function liveStacks(): Parameters {
  const states = ['CREATE', 'UPDATE', 'DELETE', 'ROLLBACK', 'UPDATE_ROLLBACK'].flatMap((kind) =>
    ['IN_PROGRESS', 'COMPLETE', 'FAILED'].map((state) => `${kind}_${state}`),
  );
  const live = [...states.filter((state) => state !== 'DELETE_COMPLETE'), 'REVIEW_IN_PROGRESS'];
  return Object.fromEntries(live.map((state, i) => [`StackStatusFilter.member.${i + 1}`, state]));
}
