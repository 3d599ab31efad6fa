import {expect, test} from 'vitest';
import {type CommandParts, smoke} from './command.ts';

type World = {
  /** Stacks that are there before. */
  stacks: Map<string, string>;
  deployCode: number;
  destroyCode: number;
  /** What the table holds, of what was answered. */
  counted: (answered: readonly number[]) => number[];
  leftovers: string[];
  happened: string[];
};

const ANSWERED = [120, 118];

/** An account in memory, in which a cluster is deployed at once and the other node takes over when a task is stopped. */
function world(change: Partial<World> = {}): {parts: CommandParts; happened: string[]; printed: () => string} {
  const state: World = {
    stacks: new Map([['CDKToolkit', 'CREATE_COMPLETE']]),
    deployCode: 0,
    destroyCode: 0,
    counted: (answered) => [...answered],
    leftovers: [],
    happened: [],
    ...change,
  };
  const {happened} = state;
  let printed = '';
  let active = 'tandem-1';
  const tasks = new Map([
    ['tandem-1', 'task-a'],
    ['tandem-2', 'task-b'],
  ]);
  const parts: CommandParts = {
    cloud: {
      identity: async () => ({account: '123456789012', arn: 'arn:aws:iam::123456789012:user/me', region: 'us-east-2'}),
      stackStatus: async (name) => state.stacks.get(name),
      outputs: async () => ({EndpointAddress: 'nlb.example', AdminPasswordArn: 'arn', ClusterName: 'cluster'}),
      secret: async () => 'password',
      runningTasks: async () => tasks,
      stopTask: async (_, task) => {
        happened.push(`stop ${task}`);
        tasks.set(active, 'task-c');
        active = 'tandem-2';
      },
      tagged: async () => state.leftovers,
    },
    cdk: async ([verb = '', ...rest]) => {
      happened.push(`cdk ${verb}`);
      if (verb === 'deploy') {
        expect(rest).toEqual(expect.arrayContaining(['--require-approval', 'never', 'adminCidr=203.0.113.7/32']));
        state.stacks.set('Tandem', 'CREATE_COMPLETE');
        return state.deployCode;
      }
      if (state.destroyCode === 0) state.stacks.delete('Tandem');
      return state.destroyCode;
    },
    pair: () => ({
      active: async () => active,
      counted: async () => state.counted(ANSWERED).map((seen, client) => ({client, seen, last: seen - 1})),
    }),
    load: () => ({
      answered: ANSWERED,
      retries: 3,
      longestWaitMs: 2900,
      stop: async () => void happened.push('load stops'),
    }),
    pause: async () => undefined,
    print: (text) => {
      printed += text;
    },
  };
  return {parts, happened, printed: () => printed};
}

const YES = ['--from', '203.0.113.7/32', '--yes'];

test('deploys, stops the task of the active node under load, counts, destroys', async () => {
  const {parts, happened, printed} = world();
  expect(await smoke(YES, parts)).toBe(0);
  expect(happened).toEqual(['cdk deploy', 'stop task-a', 'load stops', 'cdk destroy']);
  expect(printed()).toContain('238 events answered, 238 counted');
});

test('without --yes it shows account, region and price, and touches nothing', async () => {
  const {parts, happened, printed} = world();
  expect(await smoke(['--from', '203.0.113.7/32'], parts)).toBe(64);
  expect(happened).toEqual([]);
  expect(printed()).toMatch(/account 123456789012, region us-east-2[\s\S]*about \$\d\.\d\d/);
});

test.each([['0.0.0.0/0'], ['203.0.113.7'], ['']])('from "%s" it lets nobody in', async (from) => {
  const {parts, happened, printed} = world();
  expect(await smoke(['--from', from, '--yes'], parts)).toBe(64);
  expect(happened).toEqual([]);
  expect(printed()).toContain('--from CIDR');
});

test('a stack that was there before is not touched', async () => {
  const stacks = new Map([
    ['CDKToolkit', 'CREATE_COMPLETE'],
    ['Tandem', 'UPDATE_COMPLETE'],
  ]);
  const {parts, happened, printed} = world({stacks});
  expect(await smoke(YES, parts)).toBe(1);
  expect(happened).toEqual([]);
  expect(printed()).toContain('a stack Tandem is there already (UPDATE_COMPLETE)');
});

test('an account without a bootstrap is told what to type', async () => {
  const {parts, happened, printed} = world({stacks: new Map()});
  expect(await smoke(YES, parts)).toBe(1);
  expect(happened).toEqual([]);
  expect(printed()).toContain('cdk bootstrap');
});

test.each([
  {name: 'an event that was not counted', counted: () => [119, 118], says: '1 answered events were not counted'},
  {name: 'a client that is not in the table', counted: () => [120], says: '118 answered events were not counted'},
  {name: 'an event that was counted twice', counted: () => [120, 119], says: '1 events were counted twice'},
])('$name fails it, and the cluster is destroyed all the same', async ({counted, says}) => {
  const {parts, happened, printed} = world({counted});
  expect(await smoke(YES, parts)).toBe(1);
  expect(printed()).toContain(`FAILED  ${says}`);
  expect(happened.at(-1)).toBe('cdk destroy');
});

test('a loss at one client is not made up for by a double at another', async () => {
  const {parts, printed} = world({counted: () => [119, 119]});
  expect(await smoke(YES, parts)).toBe(1);
  expect(printed()).toMatch(/1 answered events were not counted[\s\S]*1 events were counted twice/);
});

test('a deployment that fails is destroyed', async () => {
  const {parts, happened, printed} = world({deployCode: 1});
  expect(await smoke(YES, parts)).toBe(1);
  expect(happened).toEqual(['cdk deploy', 'cdk destroy']);
  expect(printed()).toContain('FAILED  cdk deploy ended with code 1');
});

test('a destruction that fails says that it may still cost money', async () => {
  const {parts, printed} = world({destroyCode: 1});
  expect(await smoke(YES, parts)).toBe(1);
  expect(printed()).toContain('the stack is CREATE_COMPLETE: it may still cost money');
});

test('what is left is listed by name, but for the inactive task definitions', async () => {
  const leftovers = [
    'arn:aws:ecs:us-east-2:123456789012:task-definition/TandemNode1:1',
    'arn:aws:logs:us-east-2:123456789012:log-group:/aws/x',
  ];
  const {parts, printed} = world({leftovers});
  expect(await smoke(YES, parts)).toBe(1);
  expect(printed()).toContain('left over: arn:aws:logs');
  expect(printed()).not.toContain('task-definition');
});

test('--keep leaves the cluster and says so', async () => {
  const {parts, happened, printed} = world();
  expect(await smoke([...YES, '--keep'], parts)).toBe(0);
  expect(happened).not.toContain('cdk destroy');
  expect(printed()).toContain('costs money until it is destroyed');
});
