import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, expect, test, vi} from 'vitest';
import type {Log} from '@tandem/cluster';
import {startThrowawayMysql, throwawayUser} from '@tandem/conformance';
import {FakeAws} from '../aws/testing/fake-aws.ts';
import {defaults} from '../config/index.ts';
import {databasePassword} from './database-password.ts';
import {openStores} from './open-stores.ts';

const arn = 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:db-AbCdEf';
const nowhere = {databasePassword: '', databasePasswordFile: '', databaseSecretArn: ''};
let said: string[];
const quiet = (): void => undefined;
const log: Log = {debug: quiet, info: (m) => said.push(m), warn: (m) => said.push(m), error: quiet};
const aws = new FakeAws();

beforeEach(async () => {
  said = [];
  aws.asked.length = 0;
  for (const [name, value] of Object.entries(await aws.open())) vi.stubEnv(name, value);
  vi.stubEnv('AWS_MAX_ATTEMPTS', '1');
});
afterEach(() => {
  aws.close();
  delete aws.account.refusal;
  vi.unstubAllEnvs();
});

test('a password of the settings is the password, refused or not', () => {
  const password = databasePassword({...nowhere, databasePassword: 'p'}, log);
  expect([password(), password('p')]).toEqual(['p', 'p']);
});

test('a file is read each time, its last line end left out', () => {
  const directory = mkdtempSync(join(tmpdir(), 'tandem-password-'));
  const databasePasswordFile = join(directory, 'password');
  writeFileSync(databasePasswordFile, ' one \n');
  const password = databasePassword({...nowhere, databasePassword: 'other', databasePasswordFile}, log);
  expect(password()).toBe(' one ');
  writeFileSync(databasePasswordFile, 'two');
  expect(password(' one ')).toBe('two');
  rmSync(directory, {recursive: true});
});

test('a file that is not there ends the start', () =>
  expect(() => databasePassword({...nowhere, databasePasswordFile: '/nowhere/password'}, log)).toThrow(
    /^database\.passwordFile cannot be read: ENOENT/,
  ));

test('a secret is asked once however many were refused, and not at all before', async () => {
  aws.account.secrets[arn] = JSON.stringify({username: 'tandem', password: 'two'});
  const password = databasePassword({...nowhere, databasePassword: 'one', databaseSecretArn: arn}, log);
  expect(await password()).toBe('one');
  expect(aws.asked).toEqual([]);
  expect(await Promise.all([password('one'), password('one'), password()])).toEqual(['two', 'two', 'one']);
  expect(aws.asked).toEqual([{action: 'GetSecretValue', input: {SecretId: arn}}]);
  expect(await password()).toBe('two');
  expect(said).toEqual(['the password of the database has been rotated: connecting with the new one']);
});

test.each<{name: string; secret?: string; refusal?: {code: string; message: string}; says: string}>([
  {name: 'has nothing newer', secret: '{"password":"one"}', says: 'refuses the password that its secret still has'},
  {name: 'has no such field', secret: '{"pass":"two"}', says: 'has no field password'},
  {name: 'is gone', says: 'there is no such secret'},
  {
    name: 'may not be read',
    secret: '{"password":"two"}',
    refusal: {code: 'AccessDeniedException', message: 'not authorized to perform: secretsmanager:GetSecretValue'},
    says: 'not authorized to perform',
  },
])('with a secret that $name the node goes on with what it has, and says so', async ({secret, refusal, says}) => {
  aws.account.secrets = secret === undefined ? {} : {[arn]: secret};
  if (refusal) aws.account.refusal = refusal;
  const password = databasePassword({...nowhere, databasePassword: 'one', databaseSecretArn: arn}, log);
  expect(await password('one')).toBe('one');
  expect(said).toEqual([expect.stringContaining(says)]);
  // Not again at once.
  expect(await password('one')).toBe('one');
  expect(aws.asked).toHaveLength(1);
});

test('stores whose connections were cut after a rotation go on with the password of the secret', async () => {
  const server = await startThrowawayMysql();
  const user = await throwawayUser(server, 'one');
  const [clusterDatabase, persistenceDatabase] = [server.database('clusterdb'), server.database('persistencedb')];
  const {hostname, port} = new URL(server.url);
  const stores = await openStores(
    {
      ...defaults(),
      databaseKind: 'mysql',
      databaseHost: hostname,
      databasePort: Number(port),
      databaseUser: user.name,
      databasePassword: 'one',
      databaseSecretArn: arn,
      timingStatementTimeout: 5000,
      clusterDatabase,
      persistenceDatabase,
    },
    log,
  );
  await user.changePassword('two');
  aws.account.secrets[arn] = JSON.stringify({password: 'two'});
  await user.cutOff();
  // The first statement may still meet the connection that was cut.
  await expect.poll(() => stores.store.members(), {timeout: 10_000}).toEqual([]);
  expect(aws.asked.map(({action}) => action)).toEqual(['GetSecretValue']);
  await stores.close();
  await user.drop();
  await server.stop();
});
