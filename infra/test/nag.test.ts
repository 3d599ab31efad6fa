import {type IPolicyValidationContext, Validations} from 'aws-cdk-lib';
import {AwsSolutionsChecks} from 'cdk-nag';
import {expect, test} from 'vitest';
import {PRODUCTION} from '../stacks/settings.ts';
import {clusterStack, testApp} from './cluster.ts';

const EXECUTION_ROLES = ['Node1', 'Node2'].map((node) => `Tandem/Default/${node}/Task/ExecutionRole/DefaultPolicy`);
const TASKS = ['Node1', 'Node2'].map((node) => `Tandem/Default/${node}/Task`);

/** What AwsSolutions finds in the cluster for production and we live with, where, and why. */
const ACKNOWLEDGED: readonly {rule: string; at: readonly string[]; reason: string}[] = [
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

/** `rule at path`, without CDK's `/Resource`, for each finding. */
function findings(context: Readonly<Record<string, unknown>>): string[] {
  const app = testApp();
  clusterStack(app, context);
  const checks = new AwsSolutionsChecks(app);
  const found: string[] = [];
  Validations.of(app).addPlugins({
    name: 'findings',
    validate(assembly: IPolicyValidationContext) {
      for (const {ruleName, violatingResources} of checks.validate(assembly).violations)
        for (const {constructPath} of violatingResources ?? [])
          found.push(`${ruleName} at ${(constructPath ?? 'nowhere').replace(/\/Resource$/, '')}`);
      return {success: true, violations: []};
    },
  });
  app.synth();
  return found.sort();
}

test('AwsSolutions finds in the cluster for production what is acknowledged, no more and no less', () =>
  expect(findings(PRODUCTION)).toEqual(
    ACKNOWLEDGED.flatMap(({rule, at}) => at.map((path) => `${rule} at ${path}`)).sort(),
  ));

test('a narrower ingress ends the finding about it', () =>
  expect(findings({...PRODUCTION, ingressCidr: '203.0.113.0/24'}).filter((found) => found.includes('EC23'))).toEqual(
    [],
  ));

test('the default cluster differs by what costs money', () => {
  const ofProduction = findings(PRODUCTION);
  expect(findings({}).filter((found) => !ofProduction.includes(found))).toEqual([
    'AwsSolutions-ECS4 at Tandem/Default/Cluster',
    'AwsSolutions-RDS10 at Tandem/Default/Database/Instance',
    'AwsSolutions-RDS3 at Tandem/Default/Database/Instance',
  ]);
});
