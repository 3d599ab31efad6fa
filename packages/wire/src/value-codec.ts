export {decode} from './value-decoder.ts';
export {encode} from './value-encoder.ts';
