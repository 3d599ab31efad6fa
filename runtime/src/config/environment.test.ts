import {expect, test} from 'vitest';
import {allPorts, configTable, defaults, environmentFor, settingNames, type Settings} from './index.ts';
import {settingsFromEnvironment} from './environment.ts';

test('every key path, old path and environment variable is used once', () => {
  const rows = settingNames.map((name) => configTable[name]);
  const paths = rows.flatMap((row) => [row.path, ...('also' in row ? row.also : [])]);
  expect(new Set(paths).size).toBe(paths.length);
  expect(new Set(rows.map((row) => row.env)).size).toBe(rows.length);
});

test('what environmentFor writes is read back as the same settings', () => {
  const plain = Object.fromEntries(
    settingNames.filter((name) => !('secret' in configTable[name])).map((name) => [name, defaults()[name]]),
  ) as Partial<Settings>;
  expect(settingsFromEnvironment(environmentFor(plain))).toEqual({settings: plain, faults: []});
});

test('a secret is refused in plain text', () =>
  expect(() => environmentFor({authPassword: 'correct horse'})).toThrow(
    'setting authPassword: a secret is not set in plain text; give the variable TANDEM_AUTH_PASSWORD from a secret store',
  ));

test('a wrong value is refused with what is allowed', () =>
  expect(() => environmentFor({revisionsToKeep: 0})).toThrow(
    'setting revisionsToKeep: found 0, expected a whole number from 1 to 1000',
  ));

test('a wrong environment variable is named with what was found', () =>
  expect(settingsFromEnvironment({TANDEM_HTTP_PORT: '90900'}).faults).toEqual([
    'environment variable TANDEM_HTTP_PORT: found "90900", expected a whole number from 0 to 65535',
  ]));

test('a wrong secret is not repeated', () =>
  expect(settingsFromEnvironment({TANDEM_CLUSTER_SECRET: 'short'}).faults.join()).not.toContain('short'));

test('the container has ten ports', () =>
  expect([...allPorts].sort((a, b) => a - b)).toEqual([7070, 7443, 7611, 7711, 8006, 9090, 9443, 9611, 9711, 9893]));
