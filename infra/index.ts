/** What others use: the constructs, for stacks of their own, and the settings file of the app. */
export * from './constructs/index.ts';
export {type ClusterOptions, defineCluster} from './stacks/settings.ts';
