import {readFileSync} from 'node:fs';
import {createServer, type RequestListener, type Server} from 'node:http';
import {createServer as createTlsServer} from 'node:https';
import type {Settings} from '../config/index.ts';
import {exitCodes, NodeExit} from './exit.ts';

export type Tls = {key: Buffer; cert: Buffer};

/** The TLS identity of the configuration; undefined when there is none. */
export function readTls({tlsKeyFile, tlsCertFile}: Pick<Settings, 'tlsKeyFile' | 'tlsCertFile'>): Tls | undefined {
  if (tlsKeyFile === '') return undefined;
  try {
    return {key: readFileSync(tlsKeyFile), cert: readFileSync(tlsCertFile)};
  } catch (error) {
    throw new NodeExit(exitCodes.config, `tls.keyFile or tls.certFile cannot be read: ${(error as Error).message}`);
  }
}

/** Opens a port; throws `NodeExit` when it is in use. Resolves with the server, listening. */
export async function openHttp(
  name: string,
  listener: RequestListener,
  host: string,
  port: number,
  connections: number,
  tls?: Tls,
): Promise<Server> {
  const server = tls ? createTlsServer(tls, listener) : createServer(listener);
  server.maxConnections = connections;
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(
        error.code === 'EADDRINUSE'
          ? new NodeExit(exitCodes.portInUse, `port ${port} (${name}) is in use by another process`)
          : error,
      ),
    );
    server.listen(port, host, () => resolve());
  });
  return server;
}

export function portOf(server: Server): number {
  return (server.address() as {port: number} | null)?.port ?? 0;
}
