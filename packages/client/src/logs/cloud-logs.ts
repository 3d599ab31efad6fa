import type {CloudWatchLogsClient} from '@aws-sdk/client-cloudwatch-logs';
import type {ECSClient, TaskDefinition} from '@aws-sdk/client-ecs';
import {asFailure} from '../cloud/aws-failure.ts';
import {findCluster} from '../cloud/read-ecs.ts';
import {CommandFailed, exitCodes} from '../command/exit-codes.ts';
import {inOrder, type LogLine, type Logs} from './log-line.ts';

/** Where a node writes, as its task definition says: streams `<prefix>/<node>/<task>`. */
type Written = {node: string; group: string; prefix: string};

/** CloudWatch may show a line this much later than one that is younger, ms. */
const lateness = 10_000;

/** CloudWatch Logs of the cluster's nodes. Throws `CommandFailed`. */
export async function cloudLogs(
  given: {cluster: string} | {stack: string},
  nodes: readonly string[],
  since: number,
): Promise<Logs> {
  const [{ECSClient: Ecs}, {CloudWatchLogsClient: CloudWatchLogs}] = await Promise.all([
    import('@aws-sdk/client-ecs'),
    import('@aws-sdk/client-cloudwatch-logs'),
  ]);
  const [ecs, client] = [new Ecs({}), new CloudWatchLogs({})];
  try {
    const all = await whereWritten(ecs, (await findCluster(ecs, given)).name);
    const chosen = nodes.length === 0 ? all : all.filter(({node}) => nodes.includes(node));
    if (chosen.length === 0) {
      const known = all.map(({node}) => node).join(' and ');
      throw new CommandFailed(
        exitCodes.unavailable,
        nodes.length === 0 ? 'the services of the cluster write no log' : `there is no node ${nodes.join(' or ')}`,
        known === '' ? 'deploy the stack: cdk deploy' : `the nodes are ${known}`,
      );
    }
    return follow(client, chosen, since);
  } catch (error) {
    client.destroy();
    throw asFailure(error);
  } finally {
    ecs.destroy();
  }
}

async function whereWritten(ecs: ECSClient, cluster: string): Promise<Written[]> {
  const {DescribeServicesCommand, DescribeTaskDefinitionCommand, paginateListServices} =
    await import('@aws-sdk/client-ecs');
  const arns: string[] = [];
  for await (const page of paginateListServices({client: ecs}, {cluster})) arns.push(...(page.serviceArns ?? []));
  if (arns.length === 0) return [];
  const {services} = await ecs.send(new DescribeServicesCommand({cluster, services: arns.slice(0, 10)}));
  const written: Written[] = [];
  for (const {taskDefinition} of services ?? []) {
    const answer = await ecs.send(new DescribeTaskDefinitionCommand({taskDefinition}));
    written.push(...ofDefinition(answer.taskDefinition));
  }
  return written;
}

function ofDefinition(definition: TaskDefinition | undefined): Written[] {
  return (definition?.containerDefinitions ?? []).flatMap(({name, logConfiguration}) => {
    const group = logConfiguration?.options?.['awslogs-group'];
    const prefix = logConfiguration?.options?.['awslogs-stream-prefix'];
    return name === undefined || group === undefined || prefix === undefined ? [] : [{node: name, group, prefix}];
  });
}

/** Both nodes write to one group, as a rule: then one query gives their lines in order. */
function follow(client: CloudWatchLogsClient, written: readonly Written[], since: number): Logs {
  const seen = new Map<string, number>();
  const names = new Set(written.map(({node}) => node));
  const places = new Map(written.map(({group, prefix}) => [`${group} ${prefix}`, {group, prefix}]));
  let from = since;
  return {
    async *more() {
      const {paginateFilterLogEvents} = await import('@aws-sdk/client-cloudwatch-logs');
      let newest = from;
      try {
        for (const {group, prefix} of places.values()) {
          const input = {logGroupName: group, logStreamNamePrefix: `${prefix}/`, startTime: from};
          for await (const {events = []} of paginateFilterLogEvents({client}, input)) {
            const lines: LogLine[] = [];
            for (const {eventId = '', timestamp = 0, logStreamName = '', message = ''} of events) {
              const node = logStreamName.split('/')[1] ?? '';
              newest = Math.max(newest, timestamp);
              if (seen.has(eventId) || !names.has(node)) continue;
              seen.set(eventId, timestamp);
              lines.push({at: timestamp, node, text: message.trimEnd()});
            }
            if (lines.length > 0) yield inOrder(lines);
          }
        }
      } catch (error) {
        throw asFailure(error);
      }
      from = Math.max(from, newest - lateness);
      for (const [id, at] of seen) if (at < from) seen.delete(id);
    },
    close: () => client.destroy(),
  };
}
