import {createServer} from 'node:net';
import {ports} from '../config/index.ts';

/** Whether nobody listens on the port. */
function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '0.0.0.0', () => server.close(() => resolve(true)));
  });
}

/**
 * Two offsets at which every port of a node is free, from `first` on in steps of ten. Two processes that look at the
 * same time may find the same ones: each test that starts nodes has a `first` of its own.
 */
export async function freeOffsets(
  first: number,
  sources: readonly number[] = [ports.httpSource],
): Promise<[number, number]> {
  const found: number[] = [];
  for (let offset = first; offset < 50_000; offset += 10) {
    const wanted = [ports.http, ports.stores, ports.eventSync, ...sources].map((port) => port + offset);
    const free = await Promise.all(wanted.map(isFree));
    if (free.every(Boolean)) found.push(offset);
    const [one, two] = found;
    if (one !== undefined && two !== undefined) return [one, two];
  }
  throw new Error('there are no free ports on this machine');
}
