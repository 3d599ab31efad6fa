import {expect, test} from 'vitest';
import {buildStarted, ECR, failBuilds, refusalOfMissing} from './builds.ts';

test('a build leaves an image under the tag that it was given', async () => {
  const said: unknown[] = [];
  const json = async <A>(...call: unknown[]): Promise<A> => {
    said.push(call);
    return {} as A;
  };
  const image = '000000000000.dkr.ecr.us-east-1.amazonaws.com/team/tandem:0123456789';
  const request = {environmentVariablesOverride: [{name: 'IMAGE', value: image, type: 'PLAINTEXT'}]};
  expect(await buildStarted({json}, Buffer.from(JSON.stringify(request)))).toBe('team/tandem:01234567…');
  expect(said).toEqual([
    ['ecr', ECR, 'PutImage', expect.objectContaining({repositoryName: 'team/tandem', imageTag: '0123456789'})],
  ]);
});

test('a build without an image to make is refused', async () => {
  const json = () => Promise.reject(new Error('nothing to push'));
  await expect(buildStarted({json}, Buffer.from('{}'))).rejects.toThrow('the build gets IMAGE');
});

test('a failed build keeps what it is and names the phase that failed', () => {
  const answer = failBuilds(
    Buffer.from(JSON.stringify({builds: [{id: 'b:1', buildStatus: 'SUCCEEDED'}], buildsNotFound: []})),
  );
  expect(JSON.parse(answer.toString())).toEqual({
    builds: [
      {
        id: 'b:1',
        buildStatus: 'FAILED',
        phases: [{phaseType: 'BUILD', phaseStatus: 'FAILED', contexts: [{message: 'failed on purpose'}]}],
      },
    ],
    buildsNotFound: [],
  });
});

test('an image that is missing is refused, one that is there is not', () => {
  const answer = (imageDetails: object[]) => refusalOfMissing(Buffer.from(JSON.stringify({imageDetails})))?.toString();
  expect(answer([])).toContain('"__type":"ImageNotFoundException"');
  expect(answer([{imageTags: ['a']}])).toBeUndefined();
});
