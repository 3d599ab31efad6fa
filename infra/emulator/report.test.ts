import {expect, test} from 'vitest';
import {inWords, passed} from './report.ts';

const GOOD = {name: 'deploy', seconds: 12.34, failures: [], facts: ['70 resources']};
const BAD = {name: 'destroy', seconds: 3, failures: ['left over: AWS::EC2::VPC vpc-1'], facts: ['0 left']};

test.each([
  ['all steps are as they must be', [GOOD], true],
  ['one step is not', [GOOD, BAD], false],
  ['there was none', [], false],
])('where %s the round passed: %s', (_, steps, result) => expect(passed({steps})).toBe(result));

test('the report names what failed in place of what held, and what was not the emulator', () => {
  expect(inWords({steps: [GOOD, BAD], ours: {'a push': 2}})).toBe(
    [
      'ok       12.3 s  cdk deploy',
      '                 70 resources',
      'FAILED    3.0 s  cdk destroy',
      '                 left over: AWS::EC2::VPC vpc-1',
      '',
      'In place of AWS, by this round and not by the emulator:',
      '     2 x a push',
      '',
    ].join('\n'),
  );
});
