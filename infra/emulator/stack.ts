import {type Aws, AwsRefused} from './aws.ts';
import {originalType} from './stand-ins.ts';
import {textsOf} from './xml.ts';

const CLOUDFORMATION = ['cloudformation', '2010-05-15'] as const;
/** What the front put into the template is no part of the stack. */
const OWN = /^EmulatedStandIn/;

export type Stack = {
  readonly status: string;
  readonly outputs: ReadonlyMap<string, string>;
  /** One entry a resource; those stood in for by the type that they stand for. */
  readonly types: readonly string[];
  /** The ids of all resources of a type, as one text. */
  idsOf(type: string): string;
};

/** The stack as CloudFormation has it; without resources if it has none of that name, as when a deployment fails before it begins. */
export async function readStack(aws: Aws, StackName: string): Promise<Stack> {
  let stack: string;
  try {
    stack = await aws.query(...CLOUDFORMATION, 'DescribeStacks', {StackName});
  } catch (error) {
    if (!(error instanceof AwsRefused) || error.code !== 'ValidationError') throw error;
    return {status: 'not there', outputs: new Map(), types: [], idsOf: () => ''};
  }
  const resources = members(
    await aws.query(...CLOUDFORMATION, 'DescribeStackResources', {StackName}),
    'LogicalResourceId',
  )
    .filter((xml) => !OWN.test(one(xml, 'LogicalResourceId')))
    .map((xml) => {
      const type = one(xml, 'ResourceType');
      return {type: originalType(type) ?? type, id: one(xml, 'PhysicalResourceId')};
    });
  return {
    status: one(stack, 'StackStatus'),
    outputs: new Map(members(stack, 'OutputKey').map((xml) => [one(xml, 'OutputKey'), one(xml, 'OutputValue')])),
    types: resources.map(({type}) => type),
    idsOf: (type) =>
      resources
        .filter((resource) => resource.type === type)
        .map(({id}) => id)
        .sort()
        .join(' '),
  };
}

/** The `<member>` elements that hold an element of that name and no member of their own. */
function members(xml: string, holding: string): string[] {
  const found = xml.matchAll(/<member>((?:(?!<member>)[\s\S])*?)<\/member>/g);
  return [...found].map(([, inner = '']) => inner).filter((inner) => inner.includes(`<${holding}>`));
}

function one(xml: string, element: string): string {
  return textsOf(xml, element)[0] ?? '';
}
