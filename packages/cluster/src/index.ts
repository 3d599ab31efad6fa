export type * from './api.ts';
export {SubmitRefused} from './api.ts';
export type * from './ports.ts';
export {createNode} from './create-node.ts';
export {checkTimings, defaultTimings} from './timings.ts';
