import {createRequire} from 'node:module';
import {runInNewContext} from 'node:vm';
import {EventEmitter} from 'node:events';
import {expect, test} from 'vitest';
import {bundleBuildHandler} from '../constructs/image-source.ts';
import {type BuildRequest} from '../constructs/image-build/build-image.ts';

type Sent = {command: string; input: unknown};
type Put = {url: string; headers: Record<string, unknown>; body: string};

/** Runs the code as it lies in the template, in a CommonJS module whose AWS clients and HTTPS are these. */
async function runAsLambda(answers: Record<string, () => unknown>): Promise<{sent: Sent[]; puts: Put[]}> {
  const sent: Sent[] = [];
  const puts: Put[] = [];
  const command = (name: string) =>
    class {
      readonly name = name;
      readonly input: unknown;
      constructor(input: unknown) {
        this.input = input;
      }
    };
  class Client {
    async send({name, input}: {name: string; input: unknown}): Promise<unknown> {
      sent.push({command: name, input});
      return answers[name]?.();
    }
  }
  const commands = (names: string[]) => Object.fromEntries(names.map((name) => [`${name}Command`, command(name)]));
  const modules: Record<string, unknown> = {
    '@aws-sdk/client-codebuild': {
      CodeBuildClient: Client,
      ...commands(['StartBuild', 'BatchGetBuilds', 'StopBuild']),
    },
    '@aws-sdk/client-ecr': {ECRClient: Client, ...commands(['DescribeImages'])},
    'node:https': {
      request(url: string, {headers}: {headers: Record<string, unknown>}, onResponse: (response: unknown) => void) {
        return Object.assign(new EventEmitter(), {
          end(body: string) {
            puts.push({url, headers, body});
            const response = Object.assign(new EventEmitter(), {statusCode: 200, resume: () => undefined});
            onResponse(response);
            response.emit('end');
          },
        });
      },
    },
  };
  const real = createRequire(import.meta.url);
  const module = {exports: {} as {handler: (request: BuildRequest, context: object) => Promise<void>}};
  runInNewContext(bundleBuildHandler(), {
    module,
    exports: module.exports,
    require: (name: string): unknown => modules[name] ?? (real(name) as unknown),
    Buffer,
    Error,
    setTimeout,
  });
  await module.exports.handler(
    {
      RequestType: 'Create',
      ResponseURL: 'https://answer',
      StackId: 'stack',
      RequestId: 'request',
      LogicalResourceId: 'Built',
      ResourceProperties: {project: 'P', repository: 'R', tag: 'T', image: 'host/R:T', source: 'bucket/key'},
    },
    {getRemainingTimeInMillis: () => 60_000},
  );
  return {sent, puts};
}

const missing = (): never => {
  throw Object.assign(new Error('no such image'), {name: 'ImageNotFoundException'});
};

test('what lies in the template looks, builds, watches and answers', async () => {
  const {sent, puts} = await runAsLambda({
    DescribeImages: missing,
    StartBuild: () => ({build: {id: 'P:1'}}),
    BatchGetBuilds: () => ({builds: [{buildStatus: 'SUCCEEDED'}]}),
  });
  expect(sent).toEqual([
    {command: 'DescribeImages', input: {repositoryName: 'R', imageIds: [{imageTag: 'T'}]}},
    {
      command: 'StartBuild',
      input: {
        projectName: 'P',
        sourceLocationOverride: 'bucket/key',
        environmentVariablesOverride: [{name: 'IMAGE', value: 'host/R:T', type: 'PLAINTEXT'}],
      },
    },
    {command: 'BatchGetBuilds', input: {ids: ['P:1']}},
  ]);
  expect(puts).toHaveLength(1);
  expect(puts[0]?.url).toBe('https://answer');
  expect(puts[0]?.headers).toMatchObject({'content-type': '', 'content-length': puts[0]?.body.length});
  expect(JSON.parse(puts[0]?.body ?? '')).toMatchObject({Status: 'SUCCESS', PhysicalResourceId: 'host/R:T'});
});

test('a failed build is answered with its phase, its reason and where its log is', async () => {
  const {puts} = await runAsLambda({
    DescribeImages: missing,
    StartBuild: () => ({build: {id: 'P:1'}}),
    BatchGetBuilds: () => ({
      builds: [
        {
          buildStatus: 'FAILED',
          phases: [
            {phaseType: 'QUEUED', phaseStatus: 'SUCCEEDED'},
            {phaseType: 'BUILD', phaseStatus: 'FAILED', contexts: [{message: 'exit status 1'}]},
          ],
          logs: {deepLink: 'https://log'},
        },
      ],
    }),
  });
  expect(JSON.parse(puts[0]?.body ?? '')).toMatchObject({
    Status: 'FAILED',
    Reason: 'build P:1: FAILED: BUILD exit status 1 https://log',
  });
});

test('an error other than "no such image" is not taken for one', async () => {
  const {sent, puts} = await runAsLambda({
    DescribeImages: () => {
      throw new Error('access denied');
    },
  });
  expect(sent).toHaveLength(1);
  expect(JSON.parse(puts[0]?.body ?? '')).toMatchObject({
    Status: 'FAILED',
    Reason: expect.stringContaining('access denied') as string,
  });
});
