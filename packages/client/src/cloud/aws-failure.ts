import {CommandFailed, exitCodes} from '../command/exit-codes.ts';

const rights =
  'the user needs ecs:ListClusters, DescribeClusters, ListServices, DescribeServices, ListTasks, DescribeTasks; ' +
  'rds:DescribeDBInstances, DescribePendingMaintenanceActions; cloudformation:DescribeStacks; ec2:DescribeSecurityGroups, DescribeRegions; ' +
  'for logs also ecs:DescribeTaskDefinition and logs:FilterLogEvents';

/** What the SDK throws, as a failure that says what to do. Anything that it does not know is handed back. */
export function asFailure(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof CommandFailed) return error;
  const failed = (code: number, next: string): CommandFailed => new CommandFailed(code, `AWS: ${error.message}`, next);
  if (error.message.includes('Region is missing') || error.message.startsWith('Region not accepted'))
    return failed(exitCodes.usage, 'set AWS_REGION, or a region in the profile (aws configure)');
  if (error.name === 'CredentialsProviderError')
    return failed(exitCodes.denied, 'log in to AWS (aws sso login, aws configure), or set AWS_PROFILE');
  if (/^Expired|ExpiredToken/.test(error.name))
    return failed(exitCodes.denied, 'the credentials of AWS have run out: log in again');
  if (/AccessDenied|NotAuthorized|UnauthorizedOperation/.test(error.name)) return failed(exitCodes.denied, rights);
  if (
    /UnrecognizedClient|InvalidClientTokenId|SignatureDoesNotMatch|InvalidSignature|IncompleteSignature/.test(
      error.name,
    )
  )
    return failed(exitCodes.denied, 'AWS does not take these credentials: check AWS_PROFILE and the keys');
  if ('code' in error || error.name === 'TimeoutError')
    return failed(exitCodes.unavailable, 'AWS cannot be reached: check the network, AWS_REGION and AWS_ENDPOINT_URL');
  if ('$metadata' in error)
    return failed(exitCodes.unavailable, 'try again; if it stays so, see the health page of AWS');
  return error;
}
