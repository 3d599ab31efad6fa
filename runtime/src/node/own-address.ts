import {networkInterfaces} from 'node:os';

/** The address under which other machines reach this one: the first IPv4 address of a real interface. */
export function ownAddress(): string {
  for (const addresses of Object.values(networkInterfaces())) {
    const found = addresses?.find((a) => a.family === 'IPv4' && !a.internal);
    if (found) return found.address;
  }
  return '127.0.0.1';
}
