import {mkdtempSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {Stack} from 'aws-cdk-lib';
import {Match, Template} from 'aws-cdk-lib/assertions';
import {LogGroup} from 'aws-cdk-lib/aws-logs';
import {expect, test} from 'vitest';
import {Image, type ImageProps} from '../constructs/index.ts';
import {bundleBuildHandler} from '../constructs/image-source.ts';
import {IMAGE_DIRECTORY, resourcesOf, testApp} from './cluster.ts';

function synthesised(props: Partial<ImageProps> = {}): Template {
  const stack = new Stack(testApp(), 'Test');
  new Image(stack, 'Image', {directory: IMAGE_DIRECTORY, logs: new LogGroup(stack, 'Logs'), ...props});
  return Template.fromStack(stack);
}

const builtIn = (template: Template): {tag: string; image: unknown} =>
  (Object.values(template.findResources('Custom::TandemImage'))[0] as {Properties: {tag: string; image: unknown}})
    .Properties;

test('least: a scanned repository that empties itself, and a native arm64 build that pushes into it', () => {
  const template = synthesised();
  template.hasResource('AWS::ECR::Repository', {
    DeletionPolicy: 'Delete',
    Properties: {
      EmptyOnDelete: true,
      ImageScanningConfiguration: {ScanOnPush: true},
      ImageTagMutability: 'IMMUTABLE',
    },
  });
  template.hasResourceProperties('AWS::CodeBuild::Project', {
    Environment: {Type: 'ARM_CONTAINER', PrivilegedMode: true},
    Source: {Type: 'S3', BuildSpec: Match.stringLikeRegexp('docker push')},
  });
});

test('all: kept, for x86_64', () => {
  const template = synthesised({builder: 'codebuild', architecture: 'x86_64', retain: true});
  template.hasResource('AWS::ECR::Repository', {
    DeletionPolicy: 'RetainExceptOnCreate',
    Properties: {EmptyOnDelete: false},
  });
  template.hasResourceProperties('AWS::CodeBuild::Project', {Environment: {Type: 'LINUX_CONTAINER'}});
});

test('built by docker there is no build in the stack', () => {
  const types = resourcesOf(synthesised({builder: 'docker'})).map(([, {Type}]) => Type);
  expect(types).toEqual(['AWS::Logs::LogGroup']);
});

test('the tag is the hash of the build context: other content, other tag', () => {
  const directory = mkdtempSync(join(tmpdir(), 'tandem-image-test-'));
  writeFileSync(join(directory, 'Dockerfile'), 'FROM scratch\n');
  const [fixed, again, other] = [synthesised(), synthesised(), synthesised({directory})].map(builtIn);
  expect(fixed?.tag).toMatch(/^[0-9a-f]{64}$/);
  expect(again?.tag).toBe(fixed?.tag);
  expect(other?.tag).not.toBe(fixed?.tag);
  expect(JSON.stringify(fixed?.image)).toContain(`:${fixed?.tag}`);
});

test('the build and its starter may not create log groups, which would outlive the stack', () => {
  const rights = JSON.stringify(synthesised().findResources('AWS::IAM::Policy'));
  expect(rights).toContain('logs:PutLogEvents');
  expect(rights).not.toContain('CreateLogGroup');
  expect(JSON.stringify(synthesised().findResources('AWS::IAM::Role'))).not.toContain('ManagedPolicyArns');
});

test('the build starts only with its rights in place', () => {
  const resources = resourcesOf(synthesised());
  const dependencies = resources.find(([, {Type}]) => Type === 'Custom::TandemImage')?.[1].DependsOn ?? [];
  const types = dependencies.map((id) => resources.find(([other]) => other === id)?.[1].Type ?? id);
  expect(types.sort()).toEqual(['AWS::CodeBuild::Project', 'AWS::IAM::Policy']);
  const project = resources.find(([, {Type}]) => Type === 'AWS::CodeBuild::Project')?.[1];
  expect(project?.DependsOn?.[0]).toMatch(/^ImageBuildRights/);
});

test('the starter lies in the template, within the 4096 characters that Lambda takes', () => {
  const code = bundleBuildHandler();
  expect(code.length).toBeLessThanOrEqual(4096);
  expect(code).toContain('require("@aws-sdk/client-codebuild")');
  expect(code).toMatch(/handler/);
});

test.each([
  {
    refused: 'another architecture',
    props: {architecture: 'mips' as never},
    message: 'arch "mips" is refused; allowed: arm64, x86_64',
  },
  {
    refused: 'another builder',
    props: {builder: 'kaniko' as never},
    message: 'image "kaniko" is refused; allowed: codebuild, docker',
  },
  {
    refused: 'a folder without a Dockerfile',
    props: {directory: tmpdir()},
    message: 'allowed: a folder with a Dockerfile',
  },
])('refuses $refused', ({props, message}) => expect(() => synthesised(props)).toThrow(message));
