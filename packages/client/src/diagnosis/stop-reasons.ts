type Explained = {what: string; next: string};

/** What ECS says when it stops a task or cannot start one, as a text that all of its messages of that kind match. */
const reasons: readonly {says: RegExp; what?: string; next: string}[] = [
  {
    says: /^Tandem: /,
    what: 'the node that took over had ECS stop it, since it hung',
    next: 'ECS starts it again by itself; its log before that time may say why it hung',
  },
  {
    says: /exec format error/i,
    what: 'the image is for another processor than the task',
    next: 'deploy again with the arch of the image: cdk deploy -c arch=arm64 or x86_64',
  },
  {
    says: /CannotPull|manifest.*not found|image.*(not found|does not exist)/i,
    what: 'the image is missing or cannot be pulled',
    next: 'deploy again, which builds the image; with network=nat or endpoints, check the way to the registry',
  },
  {says: /OutOfMemory/i, next: 'deploy with a larger memory: cdk deploy -c memory=1024'},
  {
    says: /ResourceInitialization.*(logg|log group|log stream|awslogs)/is,
    what: 'its log group is missing or cannot be reached',
    next: 'deploy again, which makes the log group; with network=endpoints, the VPC needs the endpoint of CloudWatch Logs',
  },
  {
    says: /ResourceInitialization.*(secret|ssm|registry auth)/is,
    what: 'a secret or the login of the registry could not be fetched',
    next: 'a secret is gone or may not be read: deploy again; check the execution role, and with network=nat or endpoints the way to Secrets Manager',
  },
  {
    says: /network interface provisioning|ENI/,
    what: 'it got no network interface in time',
    next: 'ECS tries again by itself; if it stays so, the subnet has no free address or the account no free interface',
  },
  {
    says: /unable to assume the role/i,
    what: 'ECS may not use a role of the task',
    next: 'deploy again; somebody has changed the task role or the execution role',
  },
  {
    says: /Capacity is unavailable|reached the limit on the number of tasks/i,
    what: 'Fargate has no room for it in this zone, or the account has reached its limit',
    next: 'ECS tries again by itself; if it stays so, look at the Fargate quota of the account',
  },
  {
    says: /failed container health checks/i,
    what: 'it did not answer its health check',
    next: 'see its log before that time; ECS starts it again by itself',
  },
  {
    says: /failed ELB health checks/i,
    what: 'the load balancer could not reach /health',
    next: 'see its log before that time, and whether the security group of the nodes lets in the load balancer at 9090',
  },
  {
    says: /maintenance on the underlying|task retirement|Spot Task was interrupted/i,
    what: 'AWS took back the machine under it',
    next: 'nothing: the other node took over, and ECS starts this one again by itself',
  },
  {
    says: /Scaling activity initiated by/i,
    what: 'a deployment or a changed count ended it',
    next: 'if nobody deploys now, see the events of the service in the ECS console',
  },
  {
    says: /stopped by user|UserInitiated/i,
    what: 'somebody stopped it by hand',
    next: 'ECS starts it again by itself; who did it is in CloudTrail (StopTask)',
  },
];

/** Known reasons in words; undefined when ECS says something else. */
export function stopReason(reason: string, code: string): Explained | undefined {
  const found = reasons.find(({says}) => says.test(reason)) ?? reasons.find(({says}) => says.test(code));
  if (!found) return undefined;
  return {
    what: found.what === undefined ? reason : `${found.what} (${reason === '' ? code : reason})`,
    next: found.next,
  };
}
