import type {OptionTable} from '../options.ts';

/** Topics live inside the state machine: see the runtime's `machine/topics.ts`. */
export const inMemorySourceOptions: OptionTable = {topic: {default: 'input inMemory'}};
export const inMemorySinkOptions: OptionTable = {topic: {required: true, dynamic: true}, 'on.error': {idle: true}};
