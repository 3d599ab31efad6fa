import {expect, test} from 'vitest';
import {ports} from '@tandem/runtime/config';
import {clusterTemplate} from '../../test/cluster.ts';
import {blueprint} from './blueprint.ts';
import {Secrets} from './secrets.ts';
import {type Template, TemplateNotUnderstood} from './template.ts';

const HERE = {image: 'localhost/tandem:1', databaseHost: 'db.internal', databasePort: 3306};

/** The stack's own template, so that a change of the constructs that the round does not understand is noticed here. */
function template(): Template {
  return structuredClone(clusterTemplate().toJSON()) as Template;
}

const made = (): ReturnType<typeof blueprint> => blueprint(template(), HERE, new Secrets(template()));

test('both task definitions are read with their limits', () => {
  const tasks = [...made().tasks.values()];
  expect(tasks.map(({name, image, cpus, memoryMiB, readOnly}) => ({name, image, cpus, memoryMiB, readOnly}))).toEqual(
    ['tandem-1', 'tandem-2'].map((name) => ({name, image: HERE.image, cpus: 0.25, memoryMiB: 512, readOnly: true})),
  );
  expect(tasks[0]).toMatchObject({stopTimeoutMs: 60_000, healthCheck: {intervalMs: 30_000, retries: 3}});
  expect(tasks[0]?.ports).toContain(ports.eventSync);
});

test('the node gets the address of the database and the same secret that the database was made with', () => {
  const {tasks, database} = made();
  for (const {environment, secrets} of tasks.values()) {
    expect(environment).toMatchObject({TANDEM_DATABASE_HOST: 'db.internal', TANDEM_DATABASE_PORT: '3306'});
    expect(secrets['TANDEM_DATABASE_PASSWORD']).toBe(database.password);
    expect(secrets['TANDEM_CLUSTER_SECRET']).not.toBe(secrets['TANDEM_AUTH_PASSWORD']);
  }
});

test('the database has the parameters of its group', () =>
  expect(made().database).toMatchObject({
    name: 'clusterdb',
    user: 'tandem',
    parameters: {max_connections: '300', require_secure_transport: '1'},
  }));

test('the second service follows the first', () =>
  expect(made().services.map(({task}) => task.replace(/Task.*/, ''))).toEqual(['Node1', 'Node2']));

test('the load balancer is that of the template', () => {
  const {groups, listeners} = made().endpoint;
  expect(listeners).toEqual([{port: 8006, group: groups[0]?.id}]);
  expect(groups).toMatchObject([
    {
      port: 8006,
      check: {path: '/health', port: 9090, code: 200, intervalMs: 5000, healthyAfter: 2, unhealthyAfter: 3},
      deregistrationDelayMs: 5000,
      cutsAfterDelay: true,
    },
  ]);
});

test('what is replaced is listed, and no secret value is in the list', () => {
  const {replaced, database} = made();
  expect([...replaced.keys()]).toContain('GetAtt DatabaseInstanceAA8A5FDE.Endpoint.Address (AWS::RDS::DBInstance)');
  expect([...replaced.values()].join(' ')).not.toContain(database.password);
});

test.each([
  {
    name: 'a container with something that the round would leave out',
    change: (task: Record<string, unknown>) =>
      Object.assign((task['ContainerDefinitions'] as object[])[0] ?? {}, {MountPoints: []}),
    says: 'MountPoints of the container',
  },
  {
    name: 'a second container',
    change: (task: Record<string, unknown>) => (task['ContainerDefinitions'] as object[]).push({}),
    says: 'found 2 containers',
  },
])('$name is refused', ({change, says}) => {
  const changed = template();
  const [task] = Object.values(changed.Resources).filter(({Type}) => Type === 'AWS::ECS::TaskDefinition');
  change(task?.Properties as Record<string, unknown>);
  expect(() => blueprint(changed, HERE, new Secrets(changed))).toThrow(TemplateNotUnderstood);
  expect(() => blueprint(changed, HERE, new Secrets(changed))).toThrow(says);
});

test('a service that would start its successor first is refused', () => {
  const changed = template();
  const [service] = Object.values(changed.Resources).filter(({Type}) => Type === 'AWS::ECS::Service');
  Object.assign(service?.Properties?.['DeploymentConfiguration'] as object, {MaximumPercent: 200});
  expect(() => blueprint(changed, HERE, new Secrets(changed))).toThrow('expected one task that is stopped before');
});
