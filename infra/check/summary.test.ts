import {expect, test} from 'vitest';
import {findingsIn} from './lint.ts';
import {summary} from './summary.ts';

const one = (settings: object, ...nag: {rule: string; at: string}[]) => ({
  settings: {...settings},
  resources: 70,
  bytes: 60_000,
  nag,
});
const ECS4 = {rule: 'AwsSolutions-ECS4', at: 'Tandem/Cluster'};

test('a finding that follows from what the user chose has that as its reason', () =>
  expect(summary([one({}, ECS4)], [], 1)).toMatchObject({
    without: [],
    withReason: [
      {rule: 'AwsSolutions-ECS4', at: ['Tandem/Cluster'], reason: expect.stringMatching(/^containerInsights=false/)},
    ],
  }));

test('the same finding with the other choice has none', () =>
  expect(summary([one({containerInsights: true}, ECS4)], [], 1).without).toEqual([
    'AwsSolutions-ECS4 at Tandem/Cluster with {"containerInsights":true}',
  ]));

test('an acknowledged rule at another place has none', () =>
  expect(summary([one({}, {rule: 'AwsSolutions-ELB2', at: 'Tandem/Other'})], [], 1).without).toHaveLength(1));

test('whatever cfn-lint says counts, once', () => {
  const [match] = findingsIn(
    JSON.stringify([
      {
        Level: 'Error',
        Message: 'not one of',
        Rule: {Id: 'E3691'},
        Location: {Path: ['Resources', 'Db', 'Properties', 'EngineVersion', 'x']},
      },
    ]),
  );
  const found = match === undefined ? [] : [match, match];
  expect(summary([one({})], found, 1).without).toEqual([
    'cfn-lint Error E3691 at Resources.Db.Properties.EngineVersion: not one of',
  ]);
});

test('the sizes are the least and the most', () =>
  expect(summary([one({}), {...one({}), resources: 90}], [], 1).resources).toEqual([70, 90]));
