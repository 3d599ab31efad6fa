import {CloudFormationClient, DescribeStacksCommand} from '@aws-sdk/client-cloudformation';
import {DescribeTasksCommand, ECSClient, ListTasksCommand, StopTaskCommand} from '@aws-sdk/client-ecs';
import {paginateGetResources, ResourceGroupsTaggingAPIClient} from '@aws-sdk/client-resource-groups-tagging-api';
import {GetSecretValueCommand, SecretsManagerClient} from '@aws-sdk/client-secrets-manager';
import {GetCallerIdentityCommand, STSClient} from '@aws-sdk/client-sts';
import {type Cloud} from './cloud.ts';

/** AWS with the credentials and the region of the environment or the profile, as `cdk deploy` takes them. */
export function awsCloud(): Cloud {
  const sts = new STSClient({});
  const formation = new CloudFormationClient({});
  const ecs = new ECSClient({});
  const secrets = new SecretsManagerClient({});
  const tags = new ResourceGroupsTaggingAPIClient({});
  const stack = async (StackName: string) => {
    try {
      return (await formation.send(new DescribeStacksCommand({StackName}))).Stacks?.[0];
    } catch (error) {
      if (error instanceof Error && /does not exist/.test(error.message)) return undefined;
      throw error;
    }
  };
  return {
    identity: async () => {
      const {Account = '', Arn = ''} = await sts.send(new GetCallerIdentityCommand({}));
      return {account: Account, arn: Arn, region: await sts.config.region()};
    },
    stackStatus: async (name) => (await stack(name))?.StackStatus,
    outputs: async (name) =>
      Object.fromEntries(
        ((await stack(name))?.Outputs ?? []).map(({OutputKey = '', OutputValue = ''}) => [OutputKey, OutputValue]),
      ),
    secret: async (SecretId) => (await secrets.send(new GetSecretValueCommand({SecretId}))).SecretString ?? '',
    runningTasks: async (cluster) => {
      const {taskArns = []} = await ecs.send(new ListTasksCommand({cluster, desiredStatus: 'RUNNING'}));
      if (taskArns.length === 0) return new Map();
      const {tasks = []} = await ecs.send(new DescribeTasksCommand({cluster, tasks: taskArns}));
      return new Map(
        tasks
          .filter(({lastStatus}) => lastStatus === 'RUNNING')
          .map(({containers, taskArn = ''}) => [containers?.[0]?.name ?? '', taskArn]),
      );
    },
    stopTask: async (cluster, task, reason) => void (await ecs.send(new StopTaskCommand({cluster, task, reason}))),
    tagged: async (key, value) => {
      const found: string[] = [];
      for await (const page of paginateGetResources({client: tags}, {TagFilters: [{Key: key, Values: [value]}]}))
        found.push(...(page.ResourceTagMappingList ?? []).map(({ResourceARN = ''}) => ResourceARN));
      return found.sort();
    },
  };
}
