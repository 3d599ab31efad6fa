import {findCluster} from './read-ecs.ts';

/** The regions of the account, but for the one at hand, in which such a cluster is. Empty when the account may not be asked. */
export async function otherRegions(given: {cluster: string} | {stack: string}): Promise<string[]> {
  const [{ECSClient}, {DescribeRegionsCommand, EC2Client}] = await Promise.all([
    import('@aws-sdk/client-ecs'),
    import('@aws-sdk/client-ec2'),
  ]);
  const ec2 = new EC2Client({});
  try {
    const here = await ec2.config.region();
    const {Regions = []} = await ec2.send(new DescribeRegionsCommand({}));
    const others = Regions.flatMap(({RegionName}) => (RegionName && RegionName !== here ? [RegionName] : []));
    const found = await Promise.all(
      others.map(async (region) => {
        const client = new ECSClient({region, maxAttempts: 1});
        const cluster = await findCluster(client, given).catch(() => undefined);
        client.destroy();
        return cluster ? [region] : [];
      }),
    );
    return found.flat();
  } catch {
    return [];
  } finally {
    ec2.destroy();
  }
}
