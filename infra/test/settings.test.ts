import {expect, test} from 'vitest';
import {contextSource, PRODUCTION, readSettings, settingsTable} from '../stacks/settings.ts';

const fromLine = (context: Record<string, unknown>) => readSettings(contextSource(context));
const fromFile = (values: Record<string, unknown>) => readSettings({where: 'tandem.config.ts', values});

test('without a source every setting has its default', () => {
  expect(readSettings()).toEqual(
    Object.fromEntries(Object.entries(settingsTable).map(([key, setting]) => [key, setting.default])),
  );
});

test('texts of the command line mean the same as values of a file', () => {
  const values = {
    multiAz: true,
    cpu: 512,
    memory: 2048,
    ingestPorts: [8006, 8007],
    ingressCidr: ['203.0.113.0/24', '198.51.100.0/24'],
    network: 'nat',
    apps: 'a',
    durability: 'database',
    node: {logFormat: 'json', queueBytes: 100_000},
    appVariables: {size: '3'},
  };
  const texts = {
    multiAz: 'true',
    cpu: '512',
    memory: '2048',
    ingestPorts: '8006,8007',
    ingressCidr: '203.0.113.0/24, 198.51.100.0/24',
    network: 'nat',
    apps: 'a',
    durability: 'database',
    node: '{"logFormat": "json", "queueBytes": 100000}',
    appVariables: '{"size": "3"}',
  };
  expect(fromLine(texts)).toEqual(fromFile(values));
  expect(fromLine(texts)).toMatchObject(values);
});

test('one block needs no list', () =>
  expect(fromFile({adminCidr: '203.0.113.7/32'}).adminCidr).toEqual(['203.0.113.7/32']));

test('the command line wins over the file, key by key', () =>
  expect(
    readSettings({where: 'tandem.config.ts', values: {cpu: 512, memory: 1024}}, contextSource({memory: '2048'})),
  ).toMatchObject({cpu: 512, memory: 2048}));

test('keys of CDK itself are left alone, and so is the one that names the file', () =>
  expect(
    fromLine({'@aws-cdk/core:stackRelativeExports': true, 'aws:cdk:enable-path-metadata': true, settings: 'a.ts'}),
  ).toEqual(readSettings()));

test('the settings for production are settings', () => expect(fromFile(PRODUCTION)).toMatchObject(PRODUCTION));

test('all faults are told at once, each with where it comes from', () =>
  expect(() =>
    readSettings({where: 'tandem.config.ts', values: {exec: 1, cpu: 256}}, contextSource({cpu: 'half', exex: 'true'})),
  ).toThrow(
    /^tandem\.config\.ts: exec 1 is refused; allowed: true, false\ncontext: cpu "half" is refused; allowed: a whole number\ncontext: exex is no setting; did you mean exec\? There are network, /,
  ));

test.each([
  {
    context: {deletionprotection: 'true'},
    says: 'context: deletionprotection is no setting; did you mean deletionProtection? There are network,',
  },
  {context: {backwards: 'true'}, says: 'context: backwards is no setting. There are network,'},
  {context: {multiAz: 'yes'}, says: 'context: multiAz "yes" is refused; allowed: true, false'},
  {context: {exec: 1}, says: 'exec 1 is refused; allowed: true, false'},
  {context: {cpu: 'half'}, says: 'cpu "half" is refused; allowed: a whole number'},
  {context: {memory: ''}, says: 'memory "" is refused; allowed: a whole number'},
  {context: {network: 'vpn'}, says: 'network "vpn" is refused; allowed: public, nat, endpoints'},
  {context: {arch: 'arm'}, says: 'arch "arm" is refused; allowed: arm64, x86_64'},
  {context: {image: 'podman'}, says: 'image "podman" is refused; allowed: codebuild, docker'},
  {context: {durability: 'all'}, says: 'durability "all" is refused; allowed: replica, database, none'},
  {
    context: {ingestPorts: '8006;8007'},
    says: 'ingestPorts "8006;8007" is refused; allowed: a whole number, or several',
  },
  {context: {ingestPorts: []}, says: 'ingestPorts [] is refused'},
  {context: {certificateArn: ''}, says: 'certificateArn "" is refused; allowed: a text'},
  {
    context: {node: 'logFormat=json'},
    says: 'node "logFormat=json" is refused; allowed: an object of plain values, or JSON',
  },
  {context: {appVariables: ['x']}, says: 'appVariables ["x"] is refused; allowed: an object'},
])('refuses $context', ({context, says}) => expect(() => fromLine(context)).toThrow(says));
