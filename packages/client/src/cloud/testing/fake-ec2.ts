import type {Account} from './fake-aws.ts';

/** What EC2 answers: regions, and security groups with what they let in. */
export function ec2Answer(name: string, query: URLSearchParams, {securityGroups, region}: Account): string {
  const answer = (result: string): string =>
    `<${name}Response xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><requestId>r</requestId>${result}</${name}Response>`;
  if (name === 'DescribeRegions') {
    const item = (id: string): string =>
      `<item><regionName>${id}</regionName><regionEndpoint>ec2.${id}.amazonaws.com</regionEndpoint><optInStatus>opt-in-not-required</optInStatus></item>`;
    return answer(`<regionInfo>${['us-east-1', region].map(item).join('')}</regionInfo>`);
  }
  if (name !== 'DescribeSecurityGroups') throw new Error(`nobody asks EC2 for ${name}`);
  const wanted = [...query].filter(([key]) => key.startsWith('GroupId.')).map(([, id]) => id);
  const found = securityGroups.filter(({id}) => wanted.includes(id));
  return answer(`<securityGroupInfo>${found.map(item).join('')}</securityGroupInfo>`);
}

function item({id, lets}: Account['securityGroups'][number]): string {
  const rules = lets.map(({from, to, group, cidr}) => {
    const ports =
      from === -1
        ? '<ipProtocol>-1</ipProtocol>'
        : `<ipProtocol>tcp</ipProtocol><fromPort>${from}</fromPort><toPort>${to}</toPort>`;
    const groups = group === undefined ? '' : `<item><groupId>${group}</groupId></item>`;
    const ranges = cidr === undefined ? '' : `<item><cidrIp>${cidr}</cidrIp></item>`;
    return `<item>${ports}<groups>${groups}</groups><ipRanges>${ranges}</ipRanges></item>`;
  });
  return `<item><groupId>${id}</groupId><groupName>${id}</groupName><ipPermissions>${rules.join('')}</ipPermissions></item>`;
}
