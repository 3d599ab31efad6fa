import {networkInterfaces} from 'node:os';

type Interfaces = ReturnType<typeof networkInterfaces>;

/**
 * The address under which other machines reach this one: the first IPv4
 * address that is neither internal nor link-local. A Fargate task has a
 * link-local one (169.254.x.x, for its metadata) before its own.
 */
export function ownAddress(interfaces: Interfaces = networkInterfaces()): string {
  const all = Object.values(interfaces).flatMap((addresses) => addresses ?? []);
  const found = all.find((a) => a.family === 'IPv4' && !a.internal && !a.address.startsWith('169.254.'));
  return found?.address ?? '127.0.0.1';
}
