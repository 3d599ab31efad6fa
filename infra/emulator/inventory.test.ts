import {expect, test} from 'vitest';
import {added, unseen} from './inventory.ts';

test('what came is what was not there before', () => {
  expect(added(new Set(['a 1', 'a 2']), new Set(['a 2', 'b 1', 'a 3']))).toEqual(['a 3', 'b 1']);
});

test.each([
  ['each resource is listed', ['AWS::EC2::VPC'], ['AWS::EC2::VPC vpc-1'], []],
  [
    'one of two is not listed',
    ['AWS::EC2::Subnet', 'AWS::EC2::Subnet'],
    ['AWS::EC2::Subnet a'],
    ['2 of AWS::EC2::Subnet expected, 1 listed'],
  ],
  ['a type is not looked for at all', ['AWS::SQS::Queue'], [], ['1 of AWS::SQS::Queue expected, 0 listed']],
  ['a part is listed under what holds it', ['AWS::EC2::Route'], ['AWS::EC2::RouteTable rtb-1'], []],
  ['an image is not pushed', ['Custom::TandemImage'], [], ['1 of AWS::ECR::Image expected, 0 listed']],
])('%s', (_, types, entries, complaints) => expect(unseen(types, entries)).toEqual(complaints));
