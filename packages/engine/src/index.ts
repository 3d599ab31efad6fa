export type * from './api.ts';
export {createApp} from './create-app.ts';
export {InputError} from './input-error.ts';
export {SiddhiAppError} from '@tandem/siddhiql';
export {applyWrites, type RowChanges, type WrittenOff} from './external/apply-writes.ts';
export type * from './external/port.ts';
