import {type Resolver} from './resolve.ts';
import {ofType, type Resource, type Template, TemplateNotUnderstood, waitsFor} from './template.ts';

/** One ECS service of one task. */
export type ServiceSpec = {
  readonly id: string;
  /** Logical id of its task definition. */
  readonly task: string;
  /** Target groups that its task joins, by logical id. */
  readonly groups: readonly string[];
  /** For how long after a start the load balancer's opinion is not heeded. */
  readonly graceMs: number;
};

type Deployment = {MinimumHealthyPercent: number; MaximumPercent: number};
type InGroup = {TargetGroupArn: unknown};

/** The services in the order in which CloudFormation starts and updates them. */
export function serviceSpecs(template: Template, resolver: Resolver): ServiceSpec[] {
  const services = ofType(template, 'AWS::ECS::Service');
  return services
    .map(([id, resource]) => ({spec: serviceSpec(id, resource, resolver), after: afterHow(template, id, services)}))
    .sort((a, b) => a.after - b.after)
    .map(({spec}) => spec);
}

function afterHow(template: Template, id: string, services: readonly [string, Resource][]): number {
  return services.filter(([other]) => waitsFor(template, id, other)).length;
}

function serviceSpec(id: string, {Properties = {}}: Resource, resolver: Resolver): ServiceSpec {
  const {MinimumHealthyPercent, MaximumPercent} = Properties['DeploymentConfiguration'] as Deployment;
  if (Properties['DesiredCount'] !== 1 || MinimumHealthyPercent !== 0 || MaximumPercent !== 100)
    throw new TemplateNotUnderstood(
      `${id}: found ${JSON.stringify({count: Properties['DesiredCount'], MinimumHealthyPercent, MaximumPercent})}, expected one task that is stopped before its successor starts`,
    );
  return {
    id,
    task: resolver.text(Properties['TaskDefinition']),
    groups: ((Properties['LoadBalancers'] ?? []) as InGroup[]).map(({TargetGroupArn}) => resolver.text(TargetGroupArn)),
    graceMs: Number(Properties['HealthCheckGracePeriodSeconds'] ?? 0) * 1000,
  };
}
