import {expect, test} from 'vitest';
import {sign} from './signature.ts';

const CREDENTIALS = {accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY'};
const AT = new Date('2015-08-30T12:36:00Z');
const REQUEST = {
  method: 'GET',
  host: 'example.amazonaws.com',
  path: '/?Param1=value1&Param2=value2',
  headers: {},
  body: '',
  service: 'service',
  region: 'us-east-1',
};

test('the signature names the key, the day, the service and the signed headers', () => {
  const {authorization} = sign(REQUEST, CREDENTIALS, AT);
  expect(authorization).toMatch(
    /^AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE\/20150830\/us-east-1\/service\/aws4_request, SignedHeaders=host;x-amz-content-sha256;x-amz-date, Signature=[0-9a-f]{64}$/,
  );
});

test.each([
  ['the body', {body: 'x'}],
  ['the query', {path: '/?Param1=other'}],
  ['the method', {method: 'PUT'}],
  ['a header', {headers: {'x-amz-target': 'a'}}],
])('%s is part of what is signed', (_, change) => {
  const signature = (request: typeof REQUEST) => sign(request, CREDENTIALS, AT)['authorization'];
  expect(signature({...REQUEST, ...change})).not.toBe(signature(REQUEST));
});
