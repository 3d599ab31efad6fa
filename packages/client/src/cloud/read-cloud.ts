import {CommandFailed, exitCodes} from '../command/exit-codes.ts';
import type {CloudOptions} from '../command/options.ts';
import {asFailure} from './aws-failure.ts';
import type {CloudReport} from './cloud-report.ts';
import {findCluster, readServices} from './read-ecs.ts';
import {readStack} from './read-stack.ts';
import {readDatabase} from './read-rds.ts';

/**
 * What AWS knows of the cluster; undefined when the options name none. The
 * clients are loaded only here: they are large, and most commands need none.
 * Throws `CommandFailed`.
 */
export async function readCloud({stack, cluster, database}: CloudOptions): Promise<CloudReport | undefined> {
  if (stack === undefined && cluster === undefined) {
    if (database === undefined) return undefined;
    throw new CommandFailed(exitCodes.usage, '--database goes with --stack or --cluster', 'name one of the two');
  }
  const [{ECSClient}, {RDSClient}] = await Promise.all([import('@aws-sdk/client-ecs'), import('@aws-sdk/client-rds')]);
  const [ecs, rds] = [new ECSClient({}), new RDSClient({})];
  try {
    const found = await findCluster(ecs, cluster === undefined ? {stack: stack ?? ''} : {cluster});
    const ofStack = stack ?? found.stack;
    const [services, instance, described] = await Promise.all([
      readServices(ecs, found.name),
      readDatabase(rds, {database, stack: ofStack}),
      ofStack === undefined ? undefined : readStack(ofStack),
    ]);
    return {stack: described, cluster: {name: found.name, status: found.status}, services, database: instance};
  } catch (error) {
    throw asFailure(error);
  } finally {
    ecs.destroy();
    rds.destroy();
  }
}
