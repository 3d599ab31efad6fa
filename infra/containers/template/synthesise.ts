import {mkdirSync} from 'node:fs';
import {join} from 'node:path';
import {Cdk} from '../../emulator/cdk.ts';
import {buildContext, readTemplate, type Template} from './template.ts';

const STACK = 'Tandem';

export type Synthesis = {
  readonly template: Template;
  readonly context: {readonly folder: string; readonly hash: string};
  readonly seconds: number;
};

/** Nobody answers there: what a synthesis asks of AWS would fail it. */
const NOBODY = 'http://127.0.0.1:9';

/**
 * `cdk synth` of this workspace with settings of its own.
 *
 * @param folder where its output goes; made here
 */
export async function synthesise(folder: string, settings: Readonly<Record<string, string>>): Promise<Synthesis> {
  mkdirSync(folder, {recursive: true});
  const context = Object.entries(settings).flatMap(([key, value]) => ['-c', `${key}=${value}`]);
  const run = await new Cdk(NOBODY, folder).run('synth', '--quiet', ...context);
  if (run.exitCode !== 0)
    throw new Error(`cdk synth failed:\n${run.output.trimEnd().split('\n').slice(-12).join('\n')}`);
  const assembly = join(folder, 'cdk.out');
  return {template: readTemplate(assembly, STACK), context: buildContext(assembly), seconds: run.seconds};
}
