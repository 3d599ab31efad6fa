import {randomBytes} from 'node:crypto';
import {existsSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';

/** What a pair keeps from one start to the next. */
export type Identity = {password: string; secret: string};

/** The generated password and secret of a pair, made at the first start; readable for their owner only. */
export function identityIn(directory: string): Identity {
  const file = join(directory, 'identity.json');
  if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')) as Identity;
  const identity = {password: randomBytes(9).toString('base64url'), secret: randomBytes(24).toString('hex')};
  writeFileSync(file, JSON.stringify(identity), {mode: 0o600});
  return identity;
}
