import {type Resolver} from './resolve.ts';
import {ofType, type Resource, type Template, TemplateNotUnderstood} from './template.ts';

export type TargetGroupSpec = {
  readonly id: string;
  readonly port: number;
  readonly check: {
    readonly path: string;
    readonly port: number;
    readonly code: number;
    readonly intervalMs: number;
    readonly timeoutMs: number;
    readonly healthyAfter: number;
    readonly unhealthyAfter: number;
  };
  readonly deregistrationDelayMs: number;
  /** Whether what is still open after that delay is cut. */
  readonly cutsAfterDelay: boolean;
};

export type ListenerSpec = {readonly port: number; readonly group: string};
export type EndpointSpec = {readonly groups: readonly TargetGroupSpec[]; readonly listeners: readonly ListenerSpec[]};

const ELB = 'AWS::ElasticLoadBalancingV2';

export function endpointSpec(template: Template, resolver: Resolver): EndpointSpec {
  return {
    groups: ofType(template, `${ELB}::TargetGroup`).map(([id, resource]) => groupSpec(id, resource)),
    listeners: ofType(template, `${ELB}::Listener`).map(([id, {Properties = {}}]) => {
      const [action] = Properties['DefaultActions'] as {TargetGroupArn: unknown}[];
      if (Properties['Protocol'] !== 'TCP' || action === undefined)
        throw new TemplateNotUnderstood(`${id}: found the protocol ${String(Properties['Protocol'])}, expected TCP`);
      return {port: Number(Properties['Port']), group: resolver.text(action.TargetGroupArn)};
    }),
  };
}

function groupSpec(id: string, {Properties = {}}: Resource): TargetGroupSpec {
  const number = (key: string): number => {
    const value = Number(Properties[key]);
    if (!Number.isFinite(value)) throw new TemplateNotUnderstood(`${id}: ${key} is ${String(Properties[key])}`);
    return value;
  };
  if (Properties['HealthCheckProtocol'] !== 'HTTP' || Properties['Protocol'] !== 'TCP')
    throw new TemplateNotUnderstood(`${id}: expected TCP with health checks over HTTP`);
  const attributes = new Map(
    ((Properties['TargetGroupAttributes'] ?? []) as {Key: string; Value: string}[]).map(({Key, Value}) => [Key, Value]),
  );
  return {
    id,
    port: number('Port'),
    check: {
      path: String(Properties['HealthCheckPath']),
      port: number('HealthCheckPort'),
      code: Number((Properties['Matcher'] as {HttpCode: string}).HttpCode),
      intervalMs: number('HealthCheckIntervalSeconds') * 1000,
      timeoutMs: number('HealthCheckTimeoutSeconds') * 1000,
      healthyAfter: number('HealthyThresholdCount'),
      unhealthyAfter: number('UnhealthyThresholdCount'),
    },
    // The load balancer's own default is five minutes.
    deregistrationDelayMs: Number(attributes.get('deregistration_delay.timeout_seconds') ?? 300) * 1000,
    cutsAfterDelay: attributes.get('deregistration_delay.connection_termination.enabled') === 'true',
  };
}
