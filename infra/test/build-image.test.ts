import {expect, test} from 'vitest';
import {
  type BuildPorts,
  type BuildRequest,
  buildImage,
  type BuildState,
} from '../constructs/image-build/build-image.ts';

const PROPERTIES = {project: 'P', repository: 'R', tag: 'T', image: 'host/R:T', source: 'bucket/key'};

type World = {
  exists?: boolean | Error;
  starts?: Error;
  states?: (BuildState | Error)[];
  type?: BuildRequest['RequestType'];
  old?: string;
};
type Answer = {Status: string; Reason: string; PhysicalResourceId: string; RequestId: string; StackId: string};

/** Runs one request against a scripted AWS whose clock moves only by the sleeps; its last state lasts for ever. */
async function run({exists = false, starts, states = [], type = 'Create', old}: World) {
  const calls: string[] = [];
  const answers: Answer[] = [];
  let left = 100_000;
  const orThrow = <T>(value: T | Error): T => {
    if (value instanceof Error) throw value;
    return value;
  };
  const ports: BuildPorts = {
    imageExists: async () => orThrow(exists),
    start: async ({project, source}) => {
      calls.push(`start ${project} ${source}`);
      return orThrow(starts ?? 'P:1');
    },
    state: async (build) => {
      calls.push(`state ${build}`);
      const state = states.length > 1 ? states.shift() : states[0];
      return orThrow(state ?? {status: 'SUCCEEDED', detail: ''});
    },
    stop: async (build) => void calls.push(`stop ${build}`),
    answer: async (url, body) => {
      expect(url).toBe('https://answer');
      answers.push(JSON.parse(body) as Answer);
    },
    sleep: async (milliseconds) => void (left -= milliseconds),
    remaining: () => left,
  };
  await buildImage(
    {
      RequestType: type,
      ResponseURL: 'https://answer',
      StackId: 'stack',
      RequestId: 'request',
      LogicalResourceId: 'Built',
      ResourceProperties: PROPERTIES,
      ...(old === undefined ? {} : {PhysicalResourceId: old}),
    },
    ports,
  );
  return {calls, answers};
}

const RUNNING = {status: 'IN_PROGRESS', detail: ''};

test('a build that succeeds is answered with the name of the image', async () => {
  const {calls, answers} = await run({states: [RUNNING, {status: 'SUCCEEDED', detail: ''}]});
  expect(calls).toEqual(['start P bucket/key', 'state P:1', 'state P:1']);
  expect(answers).toEqual([
    {
      Status: 'SUCCESS',
      Reason: 'done',
      PhysicalResourceId: 'host/R:T',
      StackId: 'stack',
      RequestId: 'request',
      LogicalResourceId: 'Built',
    },
  ]);
});

test('an image that is there already, as in a rollback, is not built again', async () => {
  const {calls, answers} = await run({exists: true, type: 'Update', old: 'host/R:OLD'});
  expect(calls).toEqual([]);
  expect(answers).toMatchObject([{Status: 'SUCCESS', PhysicalResourceId: 'host/R:T'}]);
});

test.each<World & {name: string; reason: RegExp}>([
  {name: 'fails', states: [{status: 'FAILED', detail: 'BUILD exit 1'}], reason: /P:1: FAILED: BUILD exit 1/},
  {name: 'is stopped by somebody', states: [RUNNING, {status: 'STOPPED', detail: ''}], reason: /STOPPED/},
  {name: 'cannot start', starts: new Error('not authorised'), reason: /not authorised/},
  {name: 'vanishes', states: [new Error('gone')], reason: /gone/},
  {name: 'cannot be looked up', exists: new Error('no repository'), reason: /no repository/},
])('a build that $name fails the deployment with its reason', async ({reason, ...world}) => {
  const {answers} = await run(world);
  expect(answers).toHaveLength(1);
  expect(answers[0]).toMatchObject({Status: 'FAILED', Reason: expect.stringMatching(reason) as string});
});

test('a build that never ends is stopped and answered before the time is up', async () => {
  const {calls, answers} = await run({states: [RUNNING]});
  expect(calls.at(-1)).toBe('stop P:1');
  expect(calls.filter((call) => call === 'state P:1')).toHaveLength(14);
  expect(answers).toMatchObject([{Status: 'FAILED', Reason: 'build P:1 took too long and was stopped'}]);
});

test('a failed change keeps the old id, or CloudFormation would clean up what it rolls back to', async () => {
  const {answers} = await run({type: 'Update', old: 'host/R:OLD', states: [{status: 'FAILED', detail: ''}]});
  expect(answers).toMatchObject([{Status: 'FAILED', PhysicalResourceId: 'host/R:OLD'}]);
});

test('deletion touches nothing: the repository empties itself', async () => {
  const {calls, answers} = await run({type: 'Delete', old: 'host/R:OLD', exists: new Error('not asked')});
  expect(calls).toEqual([]);
  expect(answers).toMatchObject([{Status: 'SUCCESS', PhysicalResourceId: 'host/R:OLD'}]);
});
