import type {Server} from 'node:http';

/** Between two looks at connections that have become idle, ms. */
const lookEvery = 20;

/** Takes no new connections; answers that are on their way have `graceMs` to finish, idle connections none. */
export function closeServer(server: Server, graceMs: number): Promise<void> {
  return new Promise((resolve) => {
    const idle = setInterval(() => server.closeIdleConnections(), lookEvery);
    const cut = setTimeout(() => server.closeAllConnections(), graceMs);
    server.close(() => {
      clearInterval(idle);
      clearTimeout(cut);
      resolve();
    });
    server.closeIdleConnections();
  });
}
