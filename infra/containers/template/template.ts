import {readFileSync} from 'node:fs';
import {join} from 'node:path';

export type Resource = {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
  readonly DependsOn?: string | readonly string[];
};

/** What `cdk synth` wrote, as far as a round with containers needs it. */
export type Template = {readonly Resources: Readonly<Record<string, Resource>>};

/** The template, or the assets beside it, hold something that this round cannot run truthfully. */
export class TemplateNotUnderstood extends Error {
  override readonly name = 'TemplateNotUnderstood';
}

export function readTemplate(assembly: string, stack: string): Template {
  return JSON.parse(readFileSync(join(assembly, `${stack}.template.json`), 'utf8')) as Template;
}

/** Resources of one type in the order of the template, by logical id. */
export function ofType({Resources}: Template, type: string): [string, Resource][] {
  return Object.entries(Resources).filter(([, resource]) => resource.Type === type);
}

/** The only resource of a type. */
export function theOnly(template: Template, type: string): [string, Resource] {
  const [found, ...more] = ofType(template, type);
  if (found === undefined || more.length > 0)
    throw new TemplateNotUnderstood(`${type}: found ${found === undefined ? 0 : more.length + 1}, expected one`);
  return found;
}

/** Whether a resource waits for another one, directly or not. */
export function waitsFor(template: Template, id: string, other: string, seen = new Set<string>()): boolean {
  if (seen.has(id)) return false;
  seen.add(id);
  const dependsOn = template.Resources[id]?.DependsOn ?? [];
  const direct = typeof dependsOn === 'string' ? [dependsOn] : dependsOn;
  return direct.includes(other) || direct.some((next) => waitsFor(template, next, other, seen));
}

/**
 * The folder that an image is built from: that of the only asset with a Dockerfile.
 *
 * @param assembly the folder that `cdk synth` wrote
 */
export function buildContext(assembly: string): {readonly folder: string; readonly hash: string} {
  const manifest = JSON.parse(readFileSync(join(assembly, 'Tandem.assets.json'), 'utf8')) as {
    files: Record<string, {source: {path: string; packaging: string}}>;
  };
  const contexts = Object.entries(manifest.files).filter(([, {source}]) => source.packaging === 'zip');
  const [only, ...more] = contexts;
  if (only === undefined || more.length > 0)
    throw new TemplateNotUnderstood(`zipped assets: found ${contexts.length}, expected the build context alone`);
  return {folder: join(assembly, only[1].source.path), hash: only[0]};
}
