import {expect, test} from 'vitest';
import {Secrets} from './secrets.ts';

const secret = (rules: object) => ({Type: 'AWS::SecretsManager::Secret', Properties: {GenerateSecretString: rules}});
const secrets = new Secrets({
  Resources: {
    Plain: secret({PasswordLength: 40, ExcludePunctuation: true}),
    Login: secret({
      PasswordLength: 30,
      ExcludeCharacters: '/@"\'\\',
      SecretStringTemplate: '{"username":"tandem"}',
      GenerateStringKey: 'password',
    }),
  },
});

test('a secret is as long as its rule says, and without what it excludes', () => {
  expect(secrets.read(secrets.arnOf('Plain') ?? '')).toMatch(/^[a-zA-Z0-9]{40}$/);
  expect(secrets.read(`${secrets.arnOf('Login')}:password::`)).toMatch(/^[^/@"'\\]{30}$/);
});

test('a field of a generated object is read by its name', () => {
  expect(secrets.read(`${secrets.arnOf('Login')}:username::`)).toBe('tandem');
  expect(JSON.parse(secrets.read(secrets.arnOf('Login') ?? ''))).toHaveProperty('password');
});

test('a reference of CloudFormation gives the same value as one of ECS', () =>
  expect(secrets.expand(`{{resolve:secretsmanager:${secrets.arnOf('Login')}:SecretString:password::}}`)).toBe(
    secrets.read(`${secrets.arnOf('Login')}:password::`),
  ));

test.each([
  {name: 'another secret', valueFrom: 'arn:aws:secretsmanager:local:000000000000:secret:None'},
  {name: 'a field that is not there', valueFrom: `${secrets.arnOf('Login')}:pin::`},
  {name: 'a version', valueFrom: `${secrets.arnOf('Login')}:password:AWSPREVIOUS:`},
  {name: 'a parameter of another service', valueFrom: 'arn:aws:ssm:local:1:parameter/x'},
])('$name is refused', ({valueFrom}) => expect(() => secrets.read(valueFrom)).toThrow(/secret/));
