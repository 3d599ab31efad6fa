export {AppMachine, type MachineOptions} from './machine/machine.ts';
export {decodeInput, encodeInput, type Input} from './machine/input.ts';
export type {OutputBody} from './machine/output-body.ts';
export type {Reply} from './machine/reply.ts';
export {RunningNode} from './node/running-node.ts';
