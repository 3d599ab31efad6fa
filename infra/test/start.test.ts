import {fileURLToPath} from 'node:url';
import {loadSettings} from '@tandem/runtime/config';
import {expect, test} from 'vitest';
import {clusterTemplate} from './cluster.ts';

const SAMPLES = fileURLToPath(new URL('../../runtime/samples', import.meta.url));

type Container = {Environment: {Name: string; Value: unknown}[]; Secrets: {Name: string}[]};

/** The environment that ECS gives a container: what CloudFormation and Secrets Manager would fill in is filled in here. */
function environmentOf(container: Container): Record<string, string> {
  const resolved = (value: unknown): string => {
    if (typeof value === 'string') return value;
    const text = JSON.stringify(value);
    if (text.includes('SecretAttachment')) return 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:db-AbCdEf';
    return text.includes('Endpoint.Port') ? '3306' : 'db.example.internal';
  };
  return {
    ...Object.fromEntries(container.Environment.map(({Name, Value}) => [Name, resolved(Value)])),
    ...Object.fromEntries(container.Secrets.map(({Name}) => [Name, 'x'.repeat(40)])),
  };
}

test('a node takes the configuration that its task gives it, and the two differ in their names alone', () => {
  const tasks = Object.values(
    clusterTemplate({apps: SAMPLES, durability: 'database', node: {logFormat: 'json'}}).findResources(
      'AWS::ECS::TaskDefinition',
    ),
  ) as {
    Properties: {ContainerDefinitions: [Container]};
  }[];
  const [first, second] = tasks.map(
    ({Properties}) =>
      loadSettings(undefined, {env: environmentOf(Properties.ContainerDefinitions[0]), sys: {}}).settings,
  );
  expect(first).toMatchObject({
    nodeId: 'tandem-1',
    clusterEnabled: true,
    groupId: 'si',
    databaseKind: 'mysql',
    databaseHost: 'db.example.internal',
    databasePort: 3306,
    databaseUser: 'tandem',
    databaseTls: 'rds',
    fencing: 'ecs',
    databaseSecretArn: 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:db-AbCdEf',
    clusterDatabase: 'clusterdb',
    persistenceDatabase: 'persistencedb',
    ingress: 'forward',
    durability: 'database',
    logFormat: 'json',
    appsDirectory: '/opt/tandem/apps',
    advertisedHost: '',
  });
  expect(second).toEqual({...first, nodeId: 'tandem-2'});
});
