import {expect, test} from 'vitest';
import {callName} from './call-name.ts';

const signedFor = (service: string) => ({
  authorization: `AWS4-HMAC-SHA256 Credential=test/20260102/us-east-1/${service}/aws4_request, SignedHeaders=host`,
});
const FORM = {'content-type': 'application/x-www-form-urlencoded; charset=utf-8'};

test.each([
  [
    'cloudformation CreateChangeSet',
    {method: 'POST', headers: {...signedFor('cloudformation'), ...FORM}, body: 'Action=CreateChangeSet&Version=1'},
  ],
  [
    'codebuild StartBuild',
    {method: 'POST', headers: {...signedFor('codebuild'), 'x-amz-target': 'CodeBuild_20161006.StartBuild'}, body: '{}'},
  ],
  ['s3 PUT', {method: 'PUT', headers: signedFor('s3'), body: 'Action=x'}],
  ['unsigned GET', {method: 'GET', headers: {}, body: ''}],
])('%s is known by its protocol', (name, call) => {
  expect(callName({...call, body: Buffer.from(call.body)})).toBe(name);
});
