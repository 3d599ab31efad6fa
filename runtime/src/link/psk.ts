import {hkdfSync} from 'node:crypto';
import type {TlsOptions, ConnectionOptions} from 'node:tls';

/** Forward secret, encrypted and authenticated by the shared key alone: no certificates. */
const cipher = {ciphers: 'ECDHE-PSK-CHACHA20-POLY1305', minVersion: 'TLSv1.2', maxVersion: 'TLSv1.2'} as const;
const identity = 'tandem';

/** The key of the event link: follows from the pair's secret and its group, so that two groups with one secret do not talk. */
export function linkKey(secret: string, group: string): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, group, 'tandem event link 1', 32));
}
export function serverOptions(key: Buffer): TlsOptions {
  return {...cipher, pskCallback: (_socket, name) => (name === identity ? key : null)};
}
export function clientOptions(key: Buffer): ConnectionOptions {
  // Who is there is proved by the key; there is no certificate whose name could be checked.
  return {...cipher, pskCallback: () => ({psk: key, identity}), checkServerIdentity: () => undefined};
}
