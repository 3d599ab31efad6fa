import type {DBInstance, RDSClient} from '@aws-sdk/client-rds';
import {CommandFailed, exitCodes} from '../command/exit-codes.ts';
import type {DatabaseReport} from './cloud-report.ts';
import {stackTag} from './read-ecs.ts';

/** The instance of that name, else the one of that stack; undefined when the stack has none. Throws `CommandFailed`. */
export async function readDatabase(
  client: RDSClient,
  given: {database: string | undefined; stack: string | undefined},
): Promise<DatabaseReport | undefined> {
  const instance =
    given.database === undefined ? await ofStack(client, given.stack) : await named(client, given.database);
  if (!instance?.DBInstanceIdentifier) return undefined;
  const {DescribePendingMaintenanceActionsCommand} = await import('@aws-sdk/client-rds');
  const pending = await client.send(
    new DescribePendingMaintenanceActionsCommand({ResourceIdentifier: instance.DBInstanceArn}),
  );
  return {
    id: instance.DBInstanceIdentifier,
    status: instance.DBInstanceStatus ?? 'unknown',
    class: instance.DBInstanceClass ?? '',
    engine: `${instance.Engine ?? ''} ${instance.EngineVersion ?? ''}`.trim(),
    storageGib: instance.AllocatedStorage ?? 0,
    multiAz: instance.MultiAZ ?? false,
    endpoint: instance.Endpoint?.Address && `${instance.Endpoint.Address}:${instance.Endpoint.Port ?? 3306}`,
    securityGroups: (instance.VpcSecurityGroups ?? []).flatMap(({VpcSecurityGroupId: id}) => (id ? [id] : [])),
    maintenance: (pending.PendingMaintenanceActions ?? []).flatMap(({PendingMaintenanceActionDetails: details}) =>
      (details ?? []).map((action) => ({
        action: action.Action ?? '',
        description: action.Description ?? '',
        forcedAt: (action.ForcedApplyDate ?? action.CurrentApplyDate)?.getTime(),
      })),
    ),
    pendingChanges: Object.entries(instance.PendingModifiedValues ?? {})
      .filter(([, value]) => value !== undefined)
      .map(([name]) => name),
  };
}

async function named(client: RDSClient, database: string): Promise<DBInstance | undefined> {
  const {DBInstanceNotFoundFault, DescribeDBInstancesCommand} = await import('@aws-sdk/client-rds');
  try {
    const answer = await client.send(new DescribeDBInstancesCommand({DBInstanceIdentifier: database}));
    return answer.DBInstances?.[0];
  } catch (error) {
    if (!(error instanceof DBInstanceNotFoundFault)) throw error;
    throw new CommandFailed(
      exitCodes.unavailable,
      `there is no database ${database} in ${await client.config.region()}`,
      'check --database, AWS_REGION and AWS_PROFILE',
    );
  }
}

async function ofStack(client: RDSClient, stack: string | undefined): Promise<DBInstance | undefined> {
  if (stack === undefined) return undefined;
  const {paginateDescribeDBInstances} = await import('@aws-sdk/client-rds');
  for await (const page of paginateDescribeDBInstances({client}, {})) {
    const found = page.DBInstances?.find(({TagList}) =>
      TagList?.some(({Key, Value}) => Key === stackTag && Value === stack),
    );
    if (found) return found;
  }
  return undefined;
}
