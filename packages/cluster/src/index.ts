export type * from './api.ts';
export {SubmitRefused} from './api.ts';
export type * from './ports.ts';
