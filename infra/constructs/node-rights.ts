import {ArnFormat, Stack} from 'aws-cdk-lib';
import {type FargateTaskDefinition, type ICluster} from 'aws-cdk-lib/aws-ecs';
import {PolicyStatement} from 'aws-cdk-lib/aws-iam';
import {type ISecret} from 'aws-cdk-lib/aws-secretsmanager';

/** What a node may do when it takes over: look at the tasks of its own cluster, and stop one that hangs. */
export function mayStopTasks(task: FargateTaskDefinition, cluster: ICluster): void {
  task.addToTaskRolePolicy(
    new PolicyStatement({
      sid: 'StopAStaleNode',
      actions: ['ecs:DescribeTasks', 'ecs:StopTask'],
      // The ids of tasks are not known before they run.
      resources: [
        Stack.of(task).formatArn({
          service: 'ecs',
          resource: 'task',
          resourceName: `${cluster.clusterName}/*`,
          arnFormat: ArnFormat.SLASH_RESOURCE_NAME,
        }),
      ],
      conditions: {ArnEquals: {'ecs:cluster': cluster.clusterArn}},
    }),
  );
}

/** The one secret whose value may change while a node runs. */
export function mayReadPassword(task: FargateTaskDefinition, secret: ISecret): void {
  task.addToTaskRolePolicy(
    new PolicyStatement({
      sid: 'ReadARotatedPassword',
      actions: ['secretsmanager:GetSecretValue'],
      resources: [secret.secretArn],
    }),
  );
}
