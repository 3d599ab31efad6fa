import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {dirname, join} from 'node:path';
import {openSqliteStores} from '@tandem/store-sqlite';
import {afterEach, beforeEach, expect, test} from 'vitest';
import type {Log} from '@tandem/cluster';
import {metadataVariable} from '../aws/task-metadata.ts';
import {FakeMetadata} from '../aws/testing/fake-metadata.ts';
import {oneNode} from '../testing/one-node.ts';
import {ownAddress, ownPlace} from './own-address.ts';

const arn = 'arn:aws:ecs:eu-west-1:1:task/Pair/0123';
let metadata: FakeMetadata;
let base: string;
let warnings: string[];
const quiet = (): void => undefined;
const log: Log = {debug: quiet, info: quiet, warn: (message) => warnings.push(message), error: quiet};

beforeEach(async () => {
  warnings = [];
  metadata = new FakeMetadata({arn, cluster: 'Pair', address: '10.0.1.7'});
  base = await metadata.open();
  return () => metadata.close();
});
afterEach(() => void delete process.env[metadataVariable]);

const placeOf = (advertised = '') => ownPlace(advertised, {[metadataVariable]: base}, log);

test('in an ECS task the address and the task are what ECS says', async () => {
  expect(await placeOf()).toEqual({host: '10.0.1.7', task: {arn, cluster: 'Pair'}});
  expect(warnings).toEqual([]);
});

test('an address that was configured wins, and the task is known all the same', async () =>
  expect(await placeOf('node.example')).toEqual({host: 'node.example', task: {arn, cluster: 'Pair'}}));

test('outside ECS nobody is asked', async () => {
  expect(await ownPlace('', {}, log)).toEqual({host: ownAddress(), task: undefined});
  expect([metadata.asked, warnings]).toEqual([[], []]);
});

test('an endpoint that recovers is asked again', async () => {
  metadata.failing.add('/v4/id/task');
  expect(await placeOf()).toMatchObject({host: '10.0.1.7'});
  expect(metadata.asked).toHaveLength(4);
});

test.each<{name: string; answers: FakeMetadata['answers']; says: string}>([
  {name: 'fails', answers: {'/v4/id': {status: 500, body: ''}}, says: 'answered 500'},
  {name: 'hangs up', answers: {'/v4/id': undefined}, says: 'does not tell about this task'},
  {name: 'says nonsense', answers: {'/v4/id': {status: 200, body: '<html>'}}, says: 'not valid JSON'},
  {name: 'names no task', answers: {'/v4/id/task': {status: 200, body: '{}'}}, says: 'names no task'},
])('an endpoint that $name is a warning, and the network interface decides', async ({answers, says}) => {
  Object.assign(metadata.answers, answers);
  expect(await placeOf()).toEqual({host: ownAddress(), task: undefined});
  expect(warnings).toEqual([expect.stringContaining(says)]);
  expect(warnings[0]).toContain(ownAddress());
});

test('a task without an address is a warning, and the network interface decides', async () => {
  metadata.answers['/v4/id'] = {status: 200, body: '{"Networks":[]}'};
  expect(await placeOf()).toEqual({host: ownAddress(), task: {arn, cluster: 'Pair'}});
  expect(warnings).toEqual([expect.stringContaining('tells no address')]);
});

test('a node tells the others its address and its task', async () => {
  process.env[metadataVariable] = base;
  const told: string[] = [];
  const path = join(mkdtempSync(join(tmpdir(), 'tandem-place-')), 't.db');
  const one = await oneNode({databasePath: path}, {...log, info: (message) => told.push(message)});
  const database = openSqliteStores({path, group: 'si'});
  expect(await database.store.members()).toEqual([
    expect.objectContaining({
      nodeId: 'node-1',
      properties: expect.objectContaining({host: '10.0.1.7', advertisedHost: '10.0.1.7', taskArn: arn}),
    }),
  ]);
  expect(told).toContain('the address of this node is 10.0.1.7');
  await database.close();
  await one.close();
  rmSync(dirname(path), {recursive: true});
});
