export {decode, encode} from './value-codec.ts';
export type {Plain} from './plain.ts';
export {Reader} from './reader.ts';
export {Writer} from './writer.ts';
export {crc32} from './crc32.ts';
export {WireError} from './wire-error.ts';
export {decodeEntries, encodeEntries, type EntryFrame} from './entry-codec.ts';
export {decodePart, encodePart, type PartFrame} from './part-codec.ts';
