import {hash} from 'node:crypto';

/** 48 bits of a body: enough to tell outputs apart, and a number. */
export const bodyHash = (body: string | Uint8Array): number =>
  Buffer.from(hash('sha1', body, 'hex').slice(0, 12), 'hex').readUIntBE(0, 6);
