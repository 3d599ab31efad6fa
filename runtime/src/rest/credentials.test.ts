import {expect, test} from 'vitest';
import {authorised, authoriser} from './credentials.ts';

const basic = (text: string): string => `Basic ${Buffer.from(text).toString('base64')}`;
const credentials = {authUser: 'admin', authPassword: 'päss:word', authToken: 'token'};

test.each([
  {header: basic('admin:päss:word'), admitted: true},
  {header: basic('admin:päss:word').replace('Basic', 'basic'), admitted: true},
  {header: 'Bearer token', admitted: true},
  {header: basic('admin:päss:worm'), admitted: false},
  {header: `${basic('admin:päss:word')}\0`, admitted: true},
  {header: basic('admin'), admitted: false},
  {header: 'Bearer other', admitted: false},
  {header: 'Basic', admitted: false},
  {header: 'x'.repeat(5000), admitted: false},
  {header: '', admitted: false},
  {header: undefined, admitted: false},
])('$header: $admitted', ({header, admitted}) => {
  expect(authorised(header, credentials)).toBe(admitted);
  expect(authoriser(credentials)(header)).toBe(admitted);
});

test.each([{authPassword: ''}, {authPassword: 'x'.repeat(1000)}])('with %j none but its own is admitted', (other) => {
  const admits = authoriser({...credentials, ...other, authToken: ''});
  expect([admits(basic('admin:')), admits('Bearer '), admits('Basic YWRtaW46')]).toEqual([false, false, false]);
  expect(admits(basic(`admin:${other.authPassword}`))).toBe(other.authPassword !== '');
});
