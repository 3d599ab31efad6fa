import {expect, test} from 'vitest';
import {failures, type ImageReport, inWords} from './report.ts';

const good: ImageReport = {
  image: 'localhost/tandem:1',
  architecture: 'arm64',
  user: 'node',
  uncompressed: 136e6,
  compressed: 51e6,
  layers: [{madeBy: 'COPY dir in /', compressed: 50e6}],
  contents: {
    files: 19,
    bytes: 136e6,
    largest: [['/usr/local/bin/node', 126e6]],
    setuid: [],
    writable: ['/tmp'],
    programs: ['/usr/local/bin/node'],
  },
  node: 'v24.21.0',
  buildSeconds: 6,
  packages: 134,
  debianPackages: ['libc6 2.36'],
  audit: {kind: 'checked', bySeverity: {low: 1, high: 0}},
  bill: '/tmp/bill.json',
};

test.each([
  {name: 'a small image of an ordinary user', change: {}, want: []},
  {name: 'root', change: {user: ''}, want: ['the user is root']},
  {name: 'too large', change: {uncompressed: 273e6}, want: ['273.0 MB are more than 200 MB']},
  {name: 'too large to pull', change: {compressed: 80e6}, want: ['80.0 MB compressed are more than 70 MB']},
  {
    name: 'a program that raises rights',
    change: {contents: {...good.contents, setuid: ['/bin/su']}},
    want: ['/bin/su raises rights'],
  },
  {
    name: 'severe weaknesses',
    change: {audit: {kind: 'checked', bySeverity: {high: 2, critical: 1}}},
    want: ['3 weaknesses of high or critical severity'],
  },
  {name: 'an audit that nobody could make', change: {audit: {kind: 'unknown', why: 'no network'}}, want: []},
] satisfies {name: string; change: Partial<ImageReport>; want: string[]}[])('$name', ({change, want}) =>
  expect(failures({...good, ...change})).toEqual(want),
);

test('an audit that could not be made is not passed off as a good one', () =>
  expect(inWords({...good, audit: {kind: 'unknown', why: 'the registry answers 405 to an audit'}})).toContain(
    'not known: the registry answers 405 to an audit',
  ));
