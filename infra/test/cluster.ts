import {readFileSync} from 'node:fs';
import {fileURLToPath} from 'node:url';
import {App} from 'aws-cdk-lib';
import {Template} from 'aws-cdk-lib/assertions';
import {ClusterStack} from '../stacks/cluster-stack.ts';
import {contextSource, readSettings} from '../stacks/settings.ts';

export const IMAGE_DIRECTORY = fileURLToPath(new URL('image', import.meta.url));

const FLAGS = (
  JSON.parse(readFileSync(new URL('../../cdk.json', import.meta.url), 'utf8')) as {context: Record<string, unknown>}
).context;

/** An app with the feature flags of cdk.json, which change what is synthesised. */
export function testApp(): App {
  return new App({context: FLAGS});
}

export function clusterStack(app: App, context: Readonly<Record<string, unknown>> = {}): ClusterStack {
  return new ClusterStack(app, 'Tandem', {
    settings: readSettings(contextSource(context)),
    imageDirectory: IMAGE_DIRECTORY,
  });
}

const templates = new Map<string, Template>();

/** The template of the whole cluster; each context is synthesised once. */
export function clusterTemplate(context: Readonly<Record<string, unknown>> = {}): Template {
  const key = JSON.stringify(context);
  const template = templates.get(key) ?? Template.fromStack(clusterStack(testApp(), context));
  templates.set(key, template);
  return template;
}

export type Resource = {
  Type: string;
  /** Empty when the template has none. */
  Properties: Record<string, unknown>;
  DeletionPolicy?: string;
  UpdateReplacePolicy?: string;
  DependsOn?: string[];
};

export function resourcesOf(template: Template): [string, Resource][] {
  const {Resources} = template.toJSON() as {
    Resources: Record<string, Omit<Resource, 'Properties'> & Partial<Resource>>;
  };
  return Object.entries(Resources).map(([id, resource]) => [id, {Properties: {}, ...resource}]);
}
