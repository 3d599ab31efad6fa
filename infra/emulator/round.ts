import {mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {ACCOUNT, Aws, REGION} from './aws.ts';
import {Cdk, type CdkRun} from './cdk.ts';
import {Emulator, freePort, installEmulator} from './emulator.ts';
import {Front} from './front.ts';
import {added, type Inventory, takeInventory, unseen} from './inventory.ts';
import {type Step} from './report.ts';
import {readStack} from './stack.ts';

export type Round = {
  readonly steps: readonly Step[];
  readonly ours: Readonly<Record<string, number>>;
  readonly calls: Readonly<Record<string, number>>;
};

const STACK = 'Tandem';
/** Settings of a cluster by key. */
export type Context = Readonly<Record<string, string>>;

/** A change that touches both nodes, and adds to network and endpoint. */
const CHANGE: Context = {memory: '1024', adminCidr: '203.0.113.7/32'};
const UNPROTECTED: Context = {deletionProtection: 'false'};

/** As the CLI takes them. */
const inArguments = (...contexts: readonly Context[]): string[] =>
  Object.entries(Object.assign({}, ...contexts) as Context).flatMap(([key, value]) => ['-c', `${key}=${value}`]);
const OUTPUTS = 'AdminPasswordArn ClusterName DatabaseEndpoint EndpointAddress LogGroupName Ports RepositoryUri'.split(
  ' ',
);
/** What must never be made anew by a changed setting. */
const KEPT = [
  'AWS::EC2::VPC',
  'AWS::RDS::DBInstance',
  'AWS::ECR::Repository',
  'AWS::ElasticLoadBalancingV2::LoadBalancer',
  'AWS::SecretsManager::Secret',
  'AWS::Logs::LogGroup',
];

/** From an empty account to an empty account, with a cluster of those settings. Resolves whatever the steps find; rejects if the emulator itself cannot run. */
export async function runRound(context: Context, say: (line: string) => void): Promise<Round> {
  const folder = join(tmpdir(), 'tandem-emulator');
  mkdirSync(folder, {recursive: true});
  const program = await installEmulator(folder, say);
  const work = mkdtempSync(join(tmpdir(), 'tandem-emulated-'));
  const address = {host: '127.0.0.1', port: await freePort()} as const;
  const front = new Front(address);
  const url = await front.listen();
  const emulator = Emulator.start({folder, program, address, front: url, log: join(folder, 'emulator.log')});
  try {
    await emulator.ready();
    const steps = await walk(front, new Aws(address), new Cdk(url, work), context, (step, output) => {
      if (step.failures.length > 0) writeFileSync(join(folder, `${step.name.replaceAll(/\W+/g, '-')}.log`), output);
    });
    return {steps, ours: Object.fromEntries(front.ours), calls: Object.fromEntries(front.calls)};
  } finally {
    await emulator.stop();
    await front.close();
    rmSync(work, {recursive: true, force: true});
  }
}

async function walk(
  front: Front,
  aws: Aws,
  cdk: Cdk,
  context: Context,
  done: (step: Step, output: string) => void,
): Promise<Step[]> {
  const steps: Step[] = [];
  const step = (name: string, run: CdkRun, failures: readonly string[], facts: readonly string[]): void => {
    const result = {name, seconds: run.seconds, failures, facts};
    done(result, run.output);
    steps.push(result);
  };
  const executed = (): number => front.calls.get('cloudformation ExecuteChangeSet') ?? 0;

  const empty = await takeInventory(aws);
  const bootstrap = await cdk.run('bootstrap', `aws://${ACCOUNT}/${REGION}`);
  const bootstrapped = await takeInventory(aws);
  step('bootstrap', bootstrap, succeeded(bootstrap), [`${added(empty, bootstrapped).length} entries in the account`]);

  const deploy = await cdk.run('deploy', ...inArguments(context));
  const first = await readStack(aws, STACK);
  const deployed = await takeInventory(aws);
  const made = added(bootstrapped, deployed);
  step(
    'deploy',
    deploy,
    [
      ...succeeded(deploy),
      ...(first.status === 'CREATE_COMPLETE' ? [] : [`the stack is ${first.status}`]),
      ...OUTPUTS.filter((name) => (first.outputs.get(name) ?? '') === '').map((name) => `no output ${name}`),
      ...unseen(first.types, made),
    ],
    [`${first.types.length} resources of the stack`, `${made.length} entries that the services list`],
  );

  const before = executed();
  const again = await cdk.run('deploy', ...inArguments(context));
  const second = await takeInventory(aws);
  step(
    'deploy again',
    again,
    [
      ...succeeded(again),
      ...(executed() === before ? [] : ['a change set was executed']),
      ...(again.output.includes('(no changes)') ? [] : ['the CLI does not say that nothing changed']),
      ...difference(deployed, second),
    ],
    ['nothing was changed'],
  );

  const change = await cdk.run('deploy', ...inArguments(context, CHANGE));
  const changed = await readStack(aws, STACK);
  const after = await takeInventory(aws);
  const replaced = KEPT.filter((type) => first.idsOf(type) !== changed.idsOf(type));
  step(
    `deploy ${inArguments(CHANGE).join(' ')}`,
    change,
    [
      ...succeeded(change),
      ...(changed.status === 'UPDATE_COMPLETE' ? [] : [`the stack is ${changed.status}`]),
      ...replaced.map((type) => `${type} was made anew`),
      ...(changed.outputs.get('Ports') === '7070 8006 9090' ? [] : [`Ports is ${changed.outputs.get('Ports')}`]),
      ...unseen(changed.types, added(bootstrapped, after)),
    ],
    [`${added(second, after).length} entries came, ${added(after, second).length} went`, 'what holds data was kept'],
  );

  if (context['deletionProtection'] === 'true') {
    const released = await cdk.run('deploy', ...inArguments(context, CHANGE, UNPROTECTED));
    step('deploy -c deletionProtection=false', released, succeeded(released), [
      'database, images and load balancer may go',
    ]);
  }
  const destroy = await cdk.run('destroy', '--force', ...inArguments(context, CHANGE, UNPROTECTED));
  const {left, assets} = leftOver(bootstrapped, await takeInventory(aws));
  step(
    'destroy',
    destroy,
    [...succeeded(destroy), ...left.map((entry) => `left over: ${entry}`)],
    [
      `${made.length} entries before, ${left.length} left`,
      `${assets.length} assets stay in the bucket of the bootstrap, as documented`,
    ],
  );

  front.failBuilds = true;
  const failing = await cdk.run('deploy', ...inArguments(context));
  const rolledBack = await readStack(aws, STACK);
  step(
    'deploy, and the build of the image fails',
    failing,
    [
      ...(failing.exitCode === 0 ? ['the deployment succeeds'] : []),
      ...(rolledBack.status === 'ROLLBACK_COMPLETE' ? [] : [`the stack is ${rolledBack.status}`]),
      ...(failing.output.includes('failed on purpose') ? [] : ['the CLI does not give the reason']),
    ],
    ['rolled back, with the reason of the build'],
  );
  const cleanUp = await cdk.run('destroy', '--force', ...inArguments(context, UNPROTECTED));
  const rest = leftOver(bootstrapped, await takeInventory(aws)).left;
  step(
    'destroy what failed',
    cleanUp,
    [...succeeded(cleanUp), ...rest.map((entry) => `left over: ${entry}`)],
    [`${rest.length} left`],
  );
  return steps;
}

function succeeded(run: CdkRun): string[] {
  return run.exitCode === 0
    ? []
    : [`exit code ${run.exitCode}: ${run.output.trimEnd().split('\n').slice(-3).join(' | ')}`];
}

function difference(before: Inventory, after: Inventory): string[] {
  return [
    ...added(before, after).map((entry) => `new: ${entry}`),
    ...added(after, before).map((entry) => `gone: ${entry}`),
  ];
}

/** The assets of a deployment belong to the bootstrap, which keeps them for a rollback. */
function leftOver(before: Inventory, after: Inventory): {left: string[]; assets: string[]} {
  const entries = added(before, after);
  const isAsset = (entry: string): boolean => entry.startsWith('AWS::S3::Object cdk-hnb659fds-assets-');
  return {left: entries.filter((entry) => !isAsset(entry)), assets: entries.filter(isAsset)};
}
