import {App} from 'aws-cdk-lib';
import {ClusterStack} from '../stacks/cluster-stack.ts';
import {readSettings} from '../stacks/settings.ts';

const app = new App();
// No account and no region: synthesis asks AWS nothing, and the credentials of the deployment decide.
new ClusterStack(app, 'Tandem', {settings: readSettings(app.node.getAllContext() as Record<string, unknown>)});
