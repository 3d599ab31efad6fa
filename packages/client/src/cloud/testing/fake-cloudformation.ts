import type {Account} from './fake-aws.ts';

/** What CloudFormation answers to DescribeStacks. */
export function stackAnswer(query: URLSearchParams, {stacks, refusal}: Account): {status: number; text: string} {
  const name = query.get('StackName');
  const stack = stacks.find((one) => one.name === name);
  const error = (code: string, message: string) => ({
    status: 400,
    text: `<ErrorResponse xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/"><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error><RequestId>r</RequestId></ErrorResponse>`,
  });
  if (refusal) return error(refusal.code, refusal.message);
  if (!stack) return error('ValidationError', `Stack with id ${name} does not exist`);
  const outputs = Object.entries(stack.outputs).map(
    ([key, value]) => `<member><OutputKey>${key}</OutputKey><OutputValue>${value}</OutputValue></member>`,
  );
  const reason = stack.reason === undefined ? '' : `<StackStatusReason>${stack.reason}</StackStatusReason>`;
  return {
    status: 200,
    text: `<DescribeStacksResponse xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/"><DescribeStacksResult><Stacks><member><StackName>${name}</StackName><StackStatus>${stack.status}</StackStatus>${reason}<Outputs>${outputs.join('')}</Outputs></member></Stacks></DescribeStacksResult><ResponseMetadata><RequestId>r</RequestId></ResponseMetadata></DescribeStacksResponse>`,
  };
}
