import {expect, test} from 'vitest';
import {Resolver} from './resolve.ts';
import {TemplateNotUnderstood} from './template.ts';

const template = {Resources: {Db: {Type: 'AWS::RDS::DBInstance'}, Repo: {Type: 'AWS::ECR::Repository'}}};
const values: Record<string, string> = {
  'Db.Endpoint.Address': 'db.internal',
  'Repo.Arn': 'arn:aws:ecr:local:123:repository/r',
  'AWS::Region': 'local',
};
const resolver = (): Resolver =>
  new Resolver(template, {
    valueOf: (id, attribute) => values[attribute === undefined ? id : `${id}.${attribute}`],
  });

test.each([
  {name: 'what holds no function stays as it is', value: {a: [1, 'x', true]}, want: {a: [1, 'x', true]}},
  {name: 'Ref', value: {Ref: 'AWS::Region'}, want: 'local'},
  {name: 'GetAtt as a list', value: {'Fn::GetAtt': ['Db', 'Endpoint.Address']}, want: 'db.internal'},
  {name: 'GetAtt as a text', value: {'Fn::GetAtt': 'Db.Endpoint.Address'}, want: 'db.internal'},
  {
    name: 'Join around Select around Split',
    value: {'Fn::Join': ['-', ['a', {'Fn::Select': [4, {'Fn::Split': [':', {'Fn::GetAtt': ['Repo', 'Arn']}]}]}]]},
    want: 'a-123',
  },
  {name: 'Sub', value: {'Fn::Sub': 'x/${AWS::Region}/${Db.Endpoint.Address}'}, want: 'x/local/db.internal'},
  {name: 'functions inside a list', value: [{Ref: 'AWS::Region'}, 2], want: ['local', 2]},
])('$name', ({value, want}) => expect(resolver().resolve(value)).toEqual(want));

test.each([
  {name: 'what nothing stands in for', value: {Ref: 'Repo'}, says: 'Ref Repo (AWS::ECR::Repository)'},
  {name: 'an attribute that nothing stands in for', value: {'Fn::GetAtt': ['Db', 'Arn']}, says: 'GetAtt Db.Arn'},
  {name: 'a function that is not known', value: {'Fn::ImportValue': 'x'}, says: 'Fn::ImportValue'},
  {name: 'a place beyond a list', value: {'Fn::Select': [3, ['a']]}, says: 'nothing at 3'},
])('$name is refused by name', ({value, says}) => {
  expect(() => resolver().resolve(value)).toThrow(TemplateNotUnderstood);
  expect(() => resolver().resolve(value)).toThrow(says);
});

test('everything that AWS would have made is listed with what stands in for it', () => {
  const all = resolver();
  all.resolve([{Ref: 'AWS::Region'}, {'Fn::GetAtt': ['Db', 'Endpoint.Address']}]);
  expect(Object.fromEntries(all.replaced)).toEqual({
    'Ref AWS::Region': 'local',
    'GetAtt Db.Endpoint.Address (AWS::RDS::DBInstance)': 'db.internal',
  });
});
