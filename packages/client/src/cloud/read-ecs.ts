import type {Cluster, ECSClient, Service, Task} from '@aws-sdk/client-ecs';
import {CommandFailed, exitCodes} from '../command/exit-codes.ts';
import type {ServiceReport, TaskReport} from './cloud-report.ts';

/** CloudFormation puts this tag on what it makes. */
export const stackTag = 'aws:cloudformation:stack-name';

export type FoundCluster = {name: string; arn: string; status: string; stack: string | undefined};

/** The cluster of that name, or of that stack. Throws `CommandFailed` when there is none or more than one. */
export async function findCluster(
  client: ECSClient,
  given: {cluster: string} | {stack: string},
): Promise<FoundCluster> {
  const {DescribeClustersCommand} = await import('@aws-sdk/client-ecs');
  const names = 'cluster' in given ? [given.cluster] : await allClusters(client);
  const found: Cluster[] = [];
  for (const clusters of inGroupsOf(100, names)) {
    const answer = await client.send(new DescribeClustersCommand({clusters, include: ['TAGS']}));
    found.push(...(answer.clusters ?? []));
  }
  const described = found.map((c): FoundCluster => ({
    name: c.clusterName ?? '',
    arn: c.clusterArn ?? '',
    status: c.status ?? 'unknown',
    stack: c.tags?.find(({key}) => key === stackTag)?.value,
  }));
  const fitting = 'cluster' in given ? described : described.filter(({stack}) => stack === given.stack);
  const [one, ...others] = fitting;
  const region = await client.config.region();
  if (!one)
    throw new CommandFailed(
      exitCodes.unavailable,
      'cluster' in given
        ? `there is no ECS cluster ${given.cluster} in ${region}`
        : `no ECS cluster of the stack ${given.stack} was found in ${region}`,
      'check the name, AWS_REGION and AWS_PROFILE; a stack that is still being created may not have its cluster yet',
    );
  if (others.length > 0)
    throw new CommandFailed(
      exitCodes.usage,
      `${fitting.map(({name}) => name).join(' and ')} are of the same stack`,
      'say which one is meant with --cluster',
    );
  return one;
}

async function allClusters(client: ECSClient): Promise<string[]> {
  const {paginateListClusters} = await import('@aws-sdk/client-ecs');
  const arns: string[] = [];
  for await (const page of paginateListClusters({client}, {})) arns.push(...(page.clusterArns ?? []));
  return arns;
}

/** The services of the cluster by name, each with its tasks, the stopped ones that ECS still remembers (an hour) last. */
export async function readServices(client: ECSClient, cluster: string): Promise<ServiceReport[]> {
  const {DescribeServicesCommand, DescribeTasksCommand, paginateListServices, paginateListTasks} =
    await import('@aws-sdk/client-ecs');
  const names: string[] = [];
  for await (const page of paginateListServices({client}, {cluster})) names.push(...(page.serviceArns ?? []));
  const services: Service[] = [];
  for (const some of inGroupsOf(10, names))
    services.push(...((await client.send(new DescribeServicesCommand({cluster, services: some}))).services ?? []));
  const arns: string[] = [];
  for (const desiredStatus of ['RUNNING', 'STOPPED'] as const)
    for await (const page of paginateListTasks({client}, {cluster, desiredStatus})) arns.push(...(page.taskArns ?? []));
  const tasks: Task[] = [];
  for (const some of inGroupsOf(100, arns))
    tasks.push(...((await client.send(new DescribeTasksCommand({cluster, tasks: some}))).tasks ?? []));
  return services
    .map((service) => serviceReport(service, tasks))
    .sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}

function serviceReport(service: Service, tasks: readonly Task[]): ServiceReport {
  const rollout = service.deployments?.find(({status}) => status === 'PRIMARY');
  return {
    name: service.serviceName ?? '',
    status: service.status ?? 'unknown',
    desired: service.desiredCount ?? 0,
    running: service.runningCount ?? 0,
    pending: service.pendingCount ?? 0,
    rollout: rollout?.rolloutState && {state: rollout.rolloutState, reason: rollout.rolloutStateReason ?? ''},
    lastEvent: service.events?.[0]?.message,
    securityGroups: service.networkConfiguration?.awsvpcConfiguration?.securityGroups ?? [],
    tasks: tasks
      .filter(({group}) => group === `service:${service.serviceName}`)
      .map(taskReport)
      .sort((a, b) => (b.stopped?.at ?? Infinity) - (a.stopped?.at ?? Infinity) || 0),
  };
}

function taskReport(task: Task): TaskReport {
  const container = task.containers?.[0];
  const stopped = task.lastStatus === 'STOPPED' || task.desiredStatus === 'STOPPED';
  return {
    id: task.taskArn?.split('/').at(-1) ?? '',
    node: container?.name ?? '',
    image: container?.image ?? '',
    status: task.lastStatus ?? 'unknown',
    health: task.healthStatus ?? 'UNKNOWN',
    address: container?.networkInterfaces?.[0]?.privateIpv4Address,
    startedAt: task.startedAt?.getTime(),
    stopped: stopped
      ? {
          at: task.stoppedAt?.getTime(),
          code: task.stopCode ?? '',
          reason: [task.stoppedReason, container?.reason].filter((text) => text !== undefined).join('; '),
          exitCode: container?.exitCode,
        }
      : undefined,
  };
}

function inGroupsOf<T>(size: number, all: readonly T[]): T[][] {
  const groups: T[][] = [];
  for (let i = 0; i < all.length; i += size) groups.push(all.slice(i, i + size));
  return groups;
}
