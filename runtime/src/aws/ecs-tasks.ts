import type {ECSClient} from '@aws-sdk/client-ecs';
import {regionOf} from './arn.ts';
import {patience} from './secret.ts';

/** running: ECS means it to run and it does; ending: it was told to stop, or has stopped; unknown: ECS does not remember it. */
export type TaskState = 'running' | 'ending' | 'unknown';

/** What a node asks of ECS about another task. Rejects when ECS does not answer or does not permit it. */
export type Tasks = {
  state(arn: string): Promise<TaskState>;
  stop(arn: string, reason: string): Promise<void>;
};

/** Tasks of one cluster (name or ARN). The SDK is loaded when the first one is asked for. */
export function ecsTasks(cluster: string): Tasks {
  return {
    state: (arn) =>
      ask(arn, async (client) => {
        const {DescribeTasksCommand} = await import('@aws-sdk/client-ecs');
        const {tasks} = await client.send(new DescribeTasksCommand({cluster, tasks: [arn]}));
        const found = tasks?.find(({taskArn}) => taskArn === arn);
        if (!found) return 'unknown';
        return found.desiredStatus === 'RUNNING' && found.lastStatus === 'RUNNING' ? 'running' : 'ending';
      }),
    stop: (arn, reason) =>
      ask(arn, async (client) => {
        const {StopTaskCommand} = await import('@aws-sdk/client-ecs');
        await client.send(new StopTaskCommand({cluster, task: arn, reason}));
      }),
  };
}

/** In the region of the task. */
async function ask<T>(arn: string, body: (client: ECSClient) => Promise<T>): Promise<T> {
  const {ECSClient: Client} = await import('@aws-sdk/client-ecs');
  const client = new Client({region: regionOf(arn), ...patience});
  try {
    return await body(client);
  } finally {
    client.destroy();
  }
}
