import {type Resolver} from './resolve.ts';
import {type Secrets} from './secrets.ts';
import {type Template, theOnly} from './template.ts';

export type DatabaseSpec = {
  readonly engine: string;
  readonly name: string;
  readonly user: string;
  /** Must not be printed. */
  readonly password: string;
  /** Of the server, by its own names. */
  readonly parameters: Readonly<Record<string, string>>;
};

export function databaseSpec(template: Template, resolver: Resolver, secrets: Secrets): DatabaseSpec {
  const [, {Properties = {}}] = theOnly(template, 'AWS::RDS::DBInstance');
  const [, group] = theOnly(template, 'AWS::RDS::DBParameterGroup');
  const parameters = (group.Properties?.['Parameters'] ?? {}) as Record<string, unknown>;
  return {
    engine: `${resolver.text(Properties['Engine'])} ${resolver.text(Properties['EngineVersion'])}`,
    name: resolver.text(Properties['DBName']),
    user: resolver.text(Properties['MasterUsername']),
    password: secrets.expand(resolver.text(Properties['MasterUserPassword'])),
    parameters: Object.fromEntries(Object.entries(parameters).map(([name, value]) => [name, resolver.text(value)])),
  };
}
