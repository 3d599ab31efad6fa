import type {Server} from 'node:http';

/** Between two looks at connections that have become idle, ms. */
const lookEvery = 20;

/** Connections that a server does not know of: `drain` ends those without an answer on its way, `close` all. */
export type OtherConnections = {drain(): void; close(): void};

/** Takes no new connections; answers that are on their way have `graceMs` to finish, idle connections none. */
export function closeServer(server: Server, graceMs: number, others?: OtherConnections): Promise<void> {
  return new Promise((resolve) => {
    const endIdle = (): void => {
      server.closeIdleConnections();
      others?.drain();
    };
    const idle = setInterval(endIdle, lookEvery);
    const cut = setTimeout(() => {
      server.closeAllConnections();
      others?.close();
    }, graceMs);
    server.close(() => {
      clearInterval(idle);
      clearTimeout(cut);
      resolve();
    });
    endIdle();
  });
}
