import type {StackReport} from './cloud-report.ts';

/** State and outputs of the stack; undefined when CloudFormation knows none of that name, or may not be asked. */
export async function readStack(name: string): Promise<StackReport | undefined> {
  const {CloudFormationClient, CloudFormationServiceException, DescribeStacksCommand} =
    await import('@aws-sdk/client-cloudformation');
  const client = new CloudFormationClient({});
  try {
    const {Stacks: [stack] = []} = await client.send(new DescribeStacksCommand({StackName: name}));
    if (!stack) return undefined;
    return {
      name,
      status: stack.StackStatus ?? 'unknown',
      reason: stack.StackStatusReason,
      outputs: Object.fromEntries(
        (stack.Outputs ?? []).map(({OutputKey = '', OutputValue = ''}) => [OutputKey, OutputValue]),
      ),
    };
  } catch (error) {
    // The cluster is found by its tag all the same. What keeps AWS from answering at all is told by the other clients.
    if (error instanceof CloudFormationServiceException) return undefined;
    throw error;
  } finally {
    client.destroy();
  }
}
