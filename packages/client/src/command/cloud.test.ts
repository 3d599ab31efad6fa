import {afterAll, afterEach, beforeAll, beforeEach, expect, test, vi} from 'vitest';
import {type Account, FakeAws, type FakeTask} from '../cloud/testing/fake-aws.ts';
import {accessTo} from '../cloud/testing/access-to.ts';
import {healthyAccount} from '../cloud/testing/healthy-account.ts';
import {run} from './testing.ts';

const aws = new FakeAws(healthyAccount());
let endpoint: string;
beforeAll(async () => {
  endpoint = await aws.open();
});
afterAll(() => aws.close());
beforeEach(() => {
  aws.asked.length = 0;
  for (const [name, value] of Object.entries(accessTo(endpoint))) vi.stubEnv(name, value);
  delete aws.account.refusal;
  Object.assign(aws.account, healthyAccount());
});
afterEach(() => void vi.unstubAllEnvs());

const stopped = (more: Record<string, unknown>, container: Record<string, unknown> = {}): FakeTask => ({
  taskArn: 'arn:aws:ecs:eu-west-1:1:task/Pair/dead',
  group: 'service:Node2',
  desiredStatus: 'STOPPED',
  lastStatus: 'STOPPED',
  stoppedAt: 1_790_000_100,
  stopCode: 'EssentialContainerExited',
  containers: [{name: 'tandem-2', image: 'repository:abc', ...container}],
  ...more,
});
/** The second service has lost its task. */
function lost(account: Account, task: FakeTask): void {
  account.tasks = [...account.tasks.slice(0, 1), task];
  Object.assign(account.services[1] ?? {}, {runningCount: 0});
}

test('a healthy stack is found by its tag, over several pages, and shown on one screen', async () => {
  const {code, out} = await run(['status', '--stack', 'Tandem']);
  expect(code).toBe(0);
  expect(out).toContain('stack Tandem: UPDATE_COMPLETE\nendpoint lb.example, ports 8006 9090\n');
  expect(out).toContain('password of REST: in the secret arn:secret');
  expect(out).toContain('ECS cluster Pair: ACTIVE');
  expect(out).toMatch(/Node1 +1 +1 +0 +COMPLETED/);
  expect(out).toMatch(/tandem-2 +RUNNING +HEALTHY +10\.0\.0\.3/);
  expect(out).toContain('RDS pair-db: available, db.t4g.micro, mysql 8.4.10, 20 GiB, standby in another zone: no');
  expect(out).toContain('at pair-db.example:3306');
});

test('without a stack that CloudFormation tells of, the cluster is shown all the same', async () => {
  aws.account.stacks = [];
  const {code, out} = await run(['status', '--stack', 'Tandem']);
  expect([code, out.startsWith('ECS cluster Pair: ACTIVE')]).toEqual([0, true]);
});

test('a task that stopped is shown with when and why, its last two at most', async () => {
  const died = (id: string, minutesAgo: number): FakeTask =>
    stopped(
      {
        taskArn: `x/${id}`,
        stoppedAt: Date.now() / 1000 - minutesAgo * 60 - 5,
        stoppedReason: 'Essential container exited',
      },
      {exitCode: 69},
    );
  aws.account.tasks.push(died('c', 4), died('a', 2), died('b', 3));
  const {out} = await run(['status', '--stack', 'Tandem']);
  const shown = [...out.matchAll(/tandem-2 +STOPPED +- +- +(.*)/g)].map(([, rest]) => rest);
  const why = 'Essential container exited (exit code 69: the database could not be reached in time)';
  expect(shown).toEqual([`2 min ago    ${why}`, `3 min ago    ${why}`]);
});

test('the same as one JSON object', async () => {
  const {out} = await run(['status', '--stack', 'Tandem', '--json']);
  expect(JSON.parse(out)).toMatchObject({
    nodes: [],
    cloud: {
      cluster: {name: 'Pair', status: 'ACTIVE'},
      services: [
        {name: 'Node1', desired: 1, tasks: [{id: 't1', node: 'tandem-1', startedAt: 1_790_000_000_000}]},
        {name: 'Node2', desired: 1, tasks: [{id: 't22', node: 'tandem-2'}]},
      ],
      database: {id: 'pair-db', status: 'available', maintenance: [], pendingChanges: []},
    },
  });
});

test('a cluster and a database that are named are asked without looking through all', async () => {
  const {code, out} = await run(['status', '--cluster', 'Pair', '--database', 'elsewhere']);
  expect([code, out.includes('RDS elsewhere: stopped')]).toEqual([0, true]);
  expect(aws.asked).not.toContain('ListClusters');
});

test('a healthy stack has nothing wrong', async () =>
  expect(await run(['doctor', '--stack', 'Tandem'])).toMatchObject({
    code: 0,
    out: 'nothing is wrong, as far as these told: 0 nodes, ECS, RDS, EC2\n',
  }));

test.each<{name: string; change: (account: Account) => void; what: string; next: string; code?: number}>([
  {
    name: 'an image that is missing',
    change: (account) =>
      lost(account, stopped({stopCode: 'TaskFailedToStart', stoppedReason: 'CannotPullContainerError: not found'})),
    what: 'FAULT tandem-2: its task dead stopped',
    next: 'deploy again, which builds the image',
  },
  {
    name: 'a node that did not reach its database',
    change: (account) => lost(account, stopped({stoppedReason: 'Essential container in task exited'}, {exitCode: 69})),
    what: 'the database could not be reached in time (exit code 69',
    next: 'look at the state of the database',
  },
  {
    name: 'a node without enough memory',
    change: (account) =>
      lost(account, stopped({}, {exitCode: 137, reason: 'OutOfMemoryError: Container killed due to memory usage'})),
    what: 'OutOfMemoryError',
    next: 'cdk deploy -c memory=1024',
  },
  {
    name: 'a secret that is gone',
    change: (account) =>
      lost(
        account,
        stopped({stoppedReason: 'ResourceInitializationError: unable to pull secrets from Secrets Manager'}),
      ),
    what: 'unable to pull secrets',
    next: 'check the execution role',
  },
  {
    name: 'a storage that is full',
    change: (account) => Object.assign(account.databases[1] ?? {}, {status: 'storage-full'}),
    what: 'FAULT pair-db: its storage of 20 GiB is full',
    next: '--allocated-storage',
  },
  {
    name: 'a database that is stopped',
    change: (account) => Object.assign(account.databases[1] ?? {}, {status: 'stopped'}),
    what: 'FAULT pair-db: it is stopped',
    next: 'aws rds start-db-instance --db-instance-identifier pair-db',
  },
  {
    name: 'a database that is being changed',
    change: (account) => Object.assign(account.databases[1] ?? {}, {status: 'modifying'}),
    what: 'WARNING pair-db: it is modifying',
    next: 'wait until it is available',
    code: 0,
  },
  {
    name: 'pending maintenance and changes',
    change: (account) =>
      Object.assign(account.databases[1] ?? {}, {maintenance: 'system-update', pending: 'EngineVersion'}),
    what: 'maintenance is pending: system-update, a new version, applied at 2026-12-01T00:00:00.000Z',
    next: 'changes wait for the maintenance window: EngineVersion',
    code: 0,
  },
  {
    name: 'a deployment that was rolled back',
    change: (account) =>
      Object.assign(account.services[0] ?? {}, {
        deployments: [{status: 'PRIMARY', rolloutState: 'FAILED', rolloutStateReason: 'tasks failed to start'}],
      }),
    what: 'FAULT Node1: its last deployment failed: tasks failed to start',
    next: 'see its log, then deploy again',
  },
  {
    name: 'a task that does not answer its health check',
    change: (account) => Object.assign(account.tasks[0] ?? {}, {healthStatus: 'UNHEALTHY'}),
    what: 'FAULT tandem-1: its task is unhealthy',
    next: 'ECS replaces it by itself',
  },
  {
    name: 'a service that was scaled to nothing',
    change: (account) => Object.assign(account.services[0] ?? {}, {desiredCount: 0, runningCount: 0}),
    what: 'FAULT Node1: no task is wanted',
    next: '--desired-count 1',
  },
  {
    name: 'a service whose task never came',
    change: (account) => {
      account.tasks.pop();
      Object.assign(account.services[1] ?? {}, {runningCount: 0, events: [{message: 'unable to place a task'}]});
    },
    what: 'FAULT Node2: 0 of 1 tasks run; ECS says: unable to place a task',
    next: 'see the events of the service',
  },
  {
    name: 'a deployment of the stack that was rolled back',
    change: (account) =>
      Object.assign(account.stacks[0] ?? {}, {status: 'UPDATE_ROLLBACK_COMPLETE', reason: 'Node1 did not stabilise'}),
    what: 'FAULT Tandem: its last deployment did not work: UPDATE_ROLLBACK_COMPLETE: Node1 did not stabilise',
    next: 'the events of the stack',
  },
  {
    name: 'a stack that is being changed',
    change: (account) => Object.assign(account.stacks[0] ?? {}, {status: 'UPDATE_IN_PROGRESS'}),
    what: 'WARNING Tandem: the stack is being changed: UPDATE_IN_PROGRESS',
    next: 'the pair goes on',
    code: 0,
  },
  {
    name: 'an event link that is closed',
    change: (account) => account.securityGroups[0]?.lets.shift(),
    what: 'FAULT Pair: the security group of the nodes (sg-nodes) does not let them reach each other at port 9893',
    next: 'deploy the stack again',
  },
  {
    name: 'a database that is closed to the nodes',
    change: (account) =>
      Object.assign(account.securityGroups[1] ?? {}, {lets: [{from: 3306, to: 3306, group: 'sg-x'}]}),
    what: 'FAULT pair-db: its security group (sg-database) does not let in the nodes (sg-nodes) at port 3306',
    next: 'somebody has taken it out',
  },
  {
    name: 'two images',
    change: (account) =>
      Object.assign(account.tasks[1] ?? {}, {containers: [{name: 'tandem-2', image: 'repository:def'}]}),
    what: 'WARNING tandem-1 abc, tandem-2 def: the nodes run different images',
    next: 'finish the deployment',
    code: 0,
  },
  {
    name: 'a stack in another region',
    change: () => vi.stubEnv('AWS_REGION', 'us-east-1'),
    what: 'FAULT AWS: no ECS cluster of the stack Tandem was found in us-east-1: it is in eu-west-1',
    next: 'set the region: AWS_REGION=eu-west-1',
  },
  {
    name: 'no database of the stack',
    change: (account) => account.databases.pop(),
    what: 'WARNING Pair: no database of the stack was found',
    next: '--database ID',
    code: 0,
  },
])('the doctor names $name, and what to do', async ({change, what, next, code = 1}) => {
  change(aws.account);
  const ran = await run(['doctor', '--stack', 'Tandem']);
  expect(ran.out).toContain(what);
  expect(ran.out).toContain(next);
  expect(ran.code).toBe(code);
});

test.each([
  {name: 'all ports of all protocols', lets: [{from: -1, to: -1, group: 'sg-nodes'}]},
  {name: 'addresses', lets: [{from: 0, to: 65_535, cidr: '10.0.0.0/16'}]},
])('security groups that let in $name are wide enough', async ({lets}) => {
  for (const group of aws.account.securityGroups) group.lets = lets;
  expect(await run(['doctor', '--stack', 'Tandem'])).toMatchObject({code: 0});
});

test.each([
  {
    name: 'an unknown stack',
    argv: ['--stack', 'Nowhere'],
    code: 69,
    err: 'no ECS cluster of the stack Nowhere was found in eu-west-1',
  },
  {name: 'an unknown cluster', argv: ['--cluster', 'Nowhere'], code: 69, err: 'there is no ECS cluster Nowhere'},
  {
    name: 'an unknown database',
    argv: ['--cluster', 'Pair', '--database', 'nowhere'],
    code: 69,
    err: 'there is no database nowhere in eu-west-1',
  },
  {name: 'a database alone', argv: ['--database', 'x'], code: 64, err: 'no node is named'},
])('$name is said with what to do', async ({argv, code, err}) => {
  const ran = await run(['status', ...argv]);
  expect(ran).toMatchObject({code, out: ''});
  expect(ran.err).toContain(err);
  expect(ran.err).toContain('\n  next: ');
});

test.each([
  {name: 'no rights', refusal: {code: 'AccessDeniedException', message: 'no'}, next: 'ecs:ListClusters'},
  {name: 'an old login', refusal: {code: 'ExpiredTokenException', message: 'no'}, next: 'log in again'},
  {name: 'wrong keys', refusal: {code: 'UnrecognizedClientException', message: 'no'}, next: 'check AWS_PROFILE'},
])('$name: 77 from the status, a fault of the doctor', async ({refusal, next}) => {
  aws.account.refusal = refusal;
  const status = await run(['status', '--stack', 'Tandem']);
  expect([status.code, status.err.includes(next)]).toEqual([77, true]);
  const doctor = await run(['doctor', '--stack', 'Tandem']);
  expect([doctor.code, doctor.out.includes(next)]).toEqual([1, true]);
});

test.each([
  {name: 'no region', env: {AWS_REGION: undefined, AWS_CONFIG_FILE: '/dev/null'}, code: 64, next: 'set AWS_REGION'},
  {
    name: 'no credentials',
    env: {
      AWS_ACCESS_KEY_ID: undefined,
      AWS_SECRET_ACCESS_KEY: undefined,
      AWS_CONFIG_FILE: '/dev/null',
      AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    },
    code: 77,
    next: 'log in to AWS',
  },
  {name: 'no way to AWS', env: {AWS_ENDPOINT_URL: 'http://127.0.0.1:1'}, code: 69, next: 'AWS cannot be reached'},
])('$name is said with what to do', async ({env, code, next}) => {
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
  const ran = await run(['status', '--stack', 'Tandem']);
  expect(ran.err).toContain(next);
  expect(ran.code).toBe(code);
});
