import {App} from 'aws-cdk-lib';
import {ConfigRefused} from '@tandem/runtime/config';
import {Refused} from '../constructs/refuse.ts';
import {ClusterStack} from '../stacks/cluster-stack.ts';
import {readSettingsFile} from '../stacks/settings-file.ts';
import {contextSource, readSettings, SETTINGS_KEY} from '../stacks/settings.ts';

// By itself an app is synthesised when the process ends, however little of it was made.
const app = new App({autoSynth: false});
try {
  const context = app.node.getAllContext() as Record<string, unknown>;
  const file = await readSettingsFile(context[SETTINGS_KEY], process.cwd());
  // No account and no region: synthesis asks AWS nothing, and the credentials of the deployment decide.
  new ClusterStack(app, 'Tandem', {settings: readSettings(...(file ? [file] : []), contextSource(context))});
  app.synth();
} catch (error) {
  if (!(error instanceof Refused || error instanceof ConfigRefused)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
