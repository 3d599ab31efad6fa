import {createHash, timingSafeEqual} from 'node:crypto';
import type {Settings} from '../config/index.ts';

export type Credentials = Pick<Settings, 'authUser' | 'authPassword' | 'authToken'>;

/** Compares in constant time, whatever the lengths. */
function same(found: string, wanted: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(found), digest(wanted));
}

/** Whether an `Authorization` header carries the node's user and password, or its token. An empty password or token admits nobody. */
export function authorised(header: string | undefined, {authUser, authPassword, authToken}: Credentials): boolean {
  const [scheme = '', value = ''] = (header ?? '').split(' ', 2);
  if (scheme.toLowerCase() === 'bearer') return authToken !== '' && same(value, authToken);
  if (scheme.toLowerCase() !== 'basic' || authPassword === '') return false;
  const text = Buffer.from(value, 'base64').toString('utf8');
  const colon = text.indexOf(':');
  const user = same(colon < 0 ? '' : text.slice(0, colon), authUser);
  return same(colon < 0 ? '' : text.slice(colon + 1), authPassword) && user;
}

/** Bytes of a header that are compared without a digest. */
const compared = 512;

/**
 * As `authorised`, for many requests: the header that clients send as a rule is compared as it is, in constant time;
 * only others are taken apart.
 */
export function authoriser(credentials: Credentials): (header: string | undefined) => boolean {
  const {authUser, authPassword} = credentials;
  const usual = `Basic ${Buffer.from(`${authUser}:${authPassword}`).toString('base64')}`;
  const wanted = Buffer.alloc(compared);
  const found = Buffer.alloc(compared);
  const fits = authPassword !== '' && wanted.write(usual, 'latin1') === usual.length;
  return (header) => {
    if (fits && header !== undefined && header.length <= compared) {
      found.fill(0).write(header, 'latin1');
      if (timingSafeEqual(found, wanted)) return true;
    }
    return authorised(header, credentials);
  };
}
