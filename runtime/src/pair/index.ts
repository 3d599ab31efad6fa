export {freeOffsets} from './free-offsets.ts';
export {NodeProcess} from './node-process.ts';
export {Pair} from './pair.ts';
