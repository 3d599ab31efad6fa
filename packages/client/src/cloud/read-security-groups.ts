import type {CloudReport} from './cloud-report.ts';

/** What a security group lets in: TCP ports, and from which groups; `addresses`: from addresses too, whichever. */
export type LetIn = {from: number; to: number; groups: string[]; addresses: boolean};
/** By the id of the group. */
export type SecurityGroups = ReadonlyMap<string, readonly LetIn[]>;

/** The groups of the nodes and of the database. Rejects as the SDK does. */
export async function readSecurityGroups({services, database}: CloudReport): Promise<SecurityGroups> {
  const ids = [...new Set([...services, ...(database ? [database] : [])].flatMap((s) => s.securityGroups))];
  if (ids.length === 0) return new Map();
  const {DescribeSecurityGroupsCommand, EC2Client} = await import('@aws-sdk/client-ec2');
  const client = new EC2Client({});
  try {
    const {SecurityGroups = []} = await client.send(new DescribeSecurityGroupsCommand({GroupIds: ids}));
    return new Map(
      SecurityGroups.map(({GroupId = '', IpPermissions = []}) => [
        GroupId,
        IpPermissions.filter(({IpProtocol}) => IpProtocol === 'tcp' || IpProtocol === '-1').map((rule) => ({
          from: rule.IpProtocol === '-1' ? 0 : (rule.FromPort ?? 0),
          to: rule.IpProtocol === '-1' ? 65_535 : (rule.ToPort ?? 65_535),
          groups: (rule.UserIdGroupPairs ?? []).map((pair) => pair.GroupId ?? ''),
          addresses: [...(rule.IpRanges ?? []), ...(rule.Ipv6Ranges ?? []), ...(rule.PrefixListIds ?? [])].length > 0,
        })),
      ]),
    );
  } finally {
    client.destroy();
  }
}
