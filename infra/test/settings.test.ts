import {expect, test} from 'vitest';
import {PRODUCTION, readSettings, settingsTable} from '../stacks/settings.ts';

test('without context every setting has its default', () => {
  expect(readSettings({})).toEqual(
    Object.fromEntries(Object.entries(settingsTable).map(([key, setting]) => [key, setting.default])),
  );
});

test('texts of the command line mean the same as values of cdk.json', () => {
  const fromFile = {multiAz: true, cpu: 512, memory: 2048, ingestPorts: [8006, 8007], network: 'nat', apps: 'a'};
  const fromLine = {
    multiAz: 'true',
    cpu: '512',
    memory: '2048',
    ingestPorts: '8006,8007',
    network: 'nat',
    apps: 'a',
  };
  expect(readSettings(fromLine)).toEqual(readSettings(fromFile));
  expect(readSettings(fromLine)).toMatchObject(fromFile);
});

test('keys of CDK itself are left alone', () =>
  expect(() =>
    readSettings({'@aws-cdk/core:stackRelativeExports': true, 'aws:cdk:enable-path-metadata': true}),
  ).not.toThrow());

test('the settings for production are settings', () => expect(readSettings(PRODUCTION)).toMatchObject(PRODUCTION));

test.each([
  {context: {deletionprotection: 'true'}, message: 'context key "deletionprotection" is refused; allowed: network,'},
  {context: {multiAz: 'yes'}, message: 'multiAz "yes" is refused; allowed: true, false'},
  {context: {exec: 1}, message: 'exec 1 is refused; allowed: true, false'},
  {context: {cpu: 'half'}, message: 'cpu "half" is refused; allowed: a whole number'},
  {context: {memory: ''}, message: 'memory "" is refused; allowed: a whole number'},
  {context: {network: 'vpn'}, message: 'network "vpn" is refused; allowed: public, nat, endpoints'},
  {context: {arch: 'arm'}, message: 'arch "arm" is refused; allowed: arm64, x86_64'},
  {context: {image: 'podman'}, message: 'image "podman" is refused; allowed: codebuild, docker'},
  {context: {ingestPorts: '8006;8007'}, message: 'ingestPorts "8006;8007" is refused; allowed: a whole number'},
  {context: {certificateArn: ''}, message: 'certificateArn "" is refused; allowed: a text'},
])('refuses $context', ({context, message}) => expect(() => readSettings(context)).toThrow(message));
