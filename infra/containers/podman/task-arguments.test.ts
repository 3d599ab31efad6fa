import {expect, test} from 'vitest';
import {type TaskSpec} from '../template/task-spec.ts';
import {type Beside, taskArguments} from './task-arguments.ts';

const spec: TaskSpec = {
  family: 'Node1',
  name: 'tandem-1',
  image: 'localhost/tandem:1',
  cpus: 0.25,
  memoryMiB: 512,
  environment: {TANDEM_NODE_ID: 'tandem-1', TANDEM_DATABASE_TLS: 'rds'},
  secrets: {TANDEM_CLUSTER_SECRET: 'not to be seen'},
  ports: [9090, 8006],
  healthCheck: {command: ['true'], intervalMs: 30_000, timeoutMs: 5000, retries: 3, startPeriodMs: 0},
  stopTimeoutMs: 60_000,
  readOnly: true,
  openFiles: 65_535,
};
const beside: Beside = {
  label: 'tandem-round=1',
  container: 'round-tandem-1-1',
  network: ['--network', 'round', '--ip', '10.98.1.11'],
  hosts: {'db.internal': '10.98.1.10'},
  files: {'/run/ca.pem': '/tmp/ca.pem'},
  environment: {TANDEM_DATABASE_TLS: 'system'},
  grantable: {openFiles: 20_000, processes: 1000},
};

test('the limits of the task definition are those of the container, without swap', () =>
  expect(taskArguments(spec, beside).args).toEqual(
    expect.arrayContaining([
      '--cpus=0.25',
      '--memory=512m',
      '--memory-swap=512m',
      '--read-only',
      '--read-only-tmpfs=false',
      '--stop-timeout=60',
      '--expose=8006/tcp',
      '--add-host=db.internal:10.98.1.10',
      '--volume=/tmp/ca.pem:/run/ca.pem:ro',
    ]),
  ));

test('the image comes last, and nothing is fetched', () => {
  const {args} = taskArguments(spec, beside);
  expect(args.at(-1)).toBe('localhost/tandem:1');
  expect(args.join(' ')).toContain('--pull never');
});

test('no value of a variable is among the arguments', () => {
  const {args, env} = taskArguments(spec, beside);
  expect(args.join(' ')).not.toContain('not to be seen');
  expect(args).toContain('--env=TANDEM_CLUSTER_SECRET');
  expect(env['TANDEM_CLUSTER_SECRET']).toBe('not to be seen');
});

test('what the round says of a variable wins', () =>
  expect(taskArguments(spec, beside).env['TANDEM_DATABASE_TLS']).toBe('system'));

test.each([
  {
    name: 'the definition asks for no more than this machine grants',
    openFiles: 1024,
    want: '--ulimit=nofile=1024:1024',
  },
  {name: 'it asks for more', openFiles: 65_535, want: '--ulimit=nofile=20000:20000'},
  {name: 'it says nothing', openFiles: undefined, want: '--ulimit=nofile=20000:20000'},
])('open files when $name', ({openFiles, want}) =>
  expect(taskArguments({...spec, openFiles}, beside).args).toContain(want),
);

test('a writable file system is left writable', () =>
  expect(taskArguments({...spec, readOnly: false}, beside).args).not.toContain('--read-only'));
