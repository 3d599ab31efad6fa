/**
 * Resources that the emulator's CloudFormation cannot make, though its other services can: in the template that it gets they are
 * custom resources of ours, at the same place among the other resources, with the same properties, conditions and dependencies.
 */
export const STOOD_IN = [
  'AWS::CloudWatch::Alarm',
  'AWS::EC2::EIP',
  'AWS::EC2::FlowLog',
  'AWS::EC2::NatGateway',
  'AWS::EC2::SecurityGroupEgress',
  'AWS::EC2::SecurityGroupIngress',
] as const;
export type StoodIn = (typeof STOOD_IN)[number];

export type Resource = {readonly Type: string; readonly Properties?: Readonly<Record<string, unknown>>};
/** Without resources as long as a stack has only been announced. */
export type Template = {readonly Resources?: Readonly<Record<string, Resource>>};

const FUNCTION = 'EmulatedStandIn';
const ROLE = 'EmulatedStandInRole';
const LOGS = 'EmulatedStandInLogs';

/** Passes each request of CloudFormation on; whoever listens there makes the resource and answers CloudFormation. */
const HANDLER = `exports.handler = async (event) => {
  const answer = await fetch(process.env.STAND_IN_URL, {method: 'POST', body: JSON.stringify(event)});
  if (!answer.ok) throw new Error('stand-in: ' + answer.status);
};`;

/** The template as the emulator can take it. @param url where the requests for stood-in resources are heard */
export function substitute(template: Template, url: string): Template {
  const entries = Object.entries(template.Resources ?? {});
  if (!entries.some(([, resource]) => needsStandIn(resource))) return template;
  return {
    ...template,
    Resources: {
      ...Object.fromEntries(
        entries.map(([id, resource]) => [id, needsStandIn(resource) ? standIn(resource) : resource]),
      ),
      [LOGS]: {Type: 'AWS::Logs::LogGroup'},
      [ROLE]: {
        Type: 'AWS::IAM::Role',
        Properties: {
          AssumeRolePolicyDocument: {
            Version: '2012-10-17',
            Statement: [{Effect: 'Allow', Action: 'sts:AssumeRole', Principal: {Service: 'lambda.amazonaws.com'}}],
          },
        },
      },
      [FUNCTION]: {
        Type: 'AWS::Lambda::Function',
        Properties: {
          Description: 'Not of this stack: makes what the CloudFormation of the emulator cannot',
          Runtime: 'nodejs24.x',
          Handler: 'index.handler',
          Timeout: 60,
          Role: {'Fn::GetAtt': [ROLE, 'Arn']},
          LoggingConfig: {LogGroup: {Ref: LOGS}},
          Environment: {Variables: {STAND_IN_URL: url}},
          Code: {ZipFile: HANDLER},
        },
      },
    },
  };
}

/** The inverse of `substitute`: what the caller once gave. */
export function restore(template: Template): Template {
  if (template.Resources?.[FUNCTION] === undefined) return template;
  const {[FUNCTION]: _function, [ROLE]: _role, [LOGS]: _logs, ...resources} = template.Resources;
  return {
    ...template,
    Resources: Object.fromEntries(
      Object.entries(resources).map(([id, resource]) => {
        const type = originalType(resource.Type);
        if (type === undefined) return [id, resource];
        const {ServiceToken: _, ...properties} = resource.Properties ?? {};
        return [id, {...resource, Type: type, Properties: properties}];
      }),
    ),
  };
}

/** The type that a custom resource stands for, if it is one of these. */
export function originalType(type: string): StoodIn | undefined {
  return STOOD_IN.find((original) => label(original) === type);
}

/** Shows in each event and listing that this is not the real type. */
function label(type: StoodIn): string {
  return `Custom::StandIn-${type.replaceAll('::', '-')}`;
}

function standIn(resource: Resource): Resource {
  return {
    ...resource,
    Type: label(resource.Type as StoodIn),
    Properties: {ServiceToken: {'Fn::GetAtt': [FUNCTION, 'Arn']}, ...resource.Properties},
  };
}

/** Of alarms, those alone that compute: the others the emulator makes by itself. */
export function needsStandIn({Type, Properties}: Resource): boolean {
  if (Type === 'AWS::CloudWatch::Alarm') return Properties?.['Metrics'] !== undefined;
  return (STOOD_IN as readonly string[]).includes(Type);
}
