import {databaseSpec, type DatabaseSpec} from './database-spec.ts';
import {endpointSpec, type EndpointSpec} from './endpoint-spec.ts';
import {Resolver, type StandIns} from './resolve.ts';
import {type Secrets} from './secrets.ts';
import {serviceSpecs, type ServiceSpec} from './service-spec.ts';
import {taskSpec, type TaskSpec} from './task-spec.ts';
import {ofType, type Template} from './template.ts';

/** What the round puts in the place of AWS. */
export type Here = {
  readonly image: string;
  readonly databaseHost: string;
  readonly databasePort: number;
};

/** Everything of a template that runs in the round, resolved. */
export type Blueprint = {
  readonly tasks: ReadonlyMap<string, TaskSpec>;
  readonly services: readonly ServiceSpec[];
  readonly endpoint: EndpointSpec;
  readonly database: DatabaseSpec;
  readonly replaced: ReadonlyMap<string, string>;
};

/** @param secrets those of the first deployment: a later one does not generate them anew */
export function blueprint(template: Template, here: Here, secrets: Secrets): Blueprint {
  const resolver = new Resolver(template, standIns(template, here, secrets));
  return {
    tasks: new Map(
      ofType(template, 'AWS::ECS::TaskDefinition').map(([id, resource]) => [
        id,
        taskSpec(id, resource, resolver, secrets),
      ]),
    ),
    services: serviceSpecs(template, resolver),
    endpoint: endpointSpec(template, resolver),
    database: databaseSpec(template, resolver, secrets),
    replaced: resolver.replaced,
  };
}

function standIns(template: Template, here: Here, secrets: Secrets): StandIns {
  const valueOf = (id: string, attribute: string | undefined): string | undefined => {
    const resource = template.Resources[id];
    const at = attribute === undefined ? '' : `.${attribute}`;
    switch (`${resource?.Type ?? id}${at}`) {
      case 'AWS::RDS::DBInstance.Endpoint.Address':
        return here.databaseHost;
      case 'AWS::RDS::DBInstance.Endpoint.Port':
        return `${here.databasePort}`;
      case 'Custom::TandemImage':
        return here.image;
      case 'AWS::SecretsManager::Secret':
        return secrets.arnOf(id);
      case 'AWS::SecretsManager::SecretTargetAttachment':
        return secrets.arnOf(refIn(resource?.Properties?.['SecretId']));
      case 'AWS::ECS::TaskDefinition':
      case 'AWS::ElasticLoadBalancingV2::TargetGroup':
        return id;
      case 'AWS::ECS::Cluster':
        return 'containers';
      case 'AWS::Region':
        return 'local';
      default:
        return undefined;
    }
  };
  return {valueOf};
}

const refIn = (value: unknown): string => (value as {Ref?: string} | undefined)?.Ref ?? '';
