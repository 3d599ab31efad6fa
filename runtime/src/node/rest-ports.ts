import type {Server} from 'node:http';
import type {Settings} from '../config/index.ts';
import {rest, storesRest} from '../rest/rest.ts';
import type {Control} from './control.ts';
import {openHttp, type Tls} from './http-servers.ts';

type Listener = ReturnType<typeof rest>;

/**
 * Opens REST and on-demand queries, with TLS too where there is a certificate,
 * and adds the servers to `into` by what they serve. Until the node is `ready`
 * only that it is alive can be said. Throws `NodeExit` when a port is in use.
 */
export async function openRestPorts(
  control: Control,
  s: Settings,
  into: Map<string, Server>,
  tls: Tls | undefined,
  ready: () => boolean,
  onTrouble: (message: string) => void,
): Promise<void> {
  const options = {...s, onTrouble};
  const open = async (name: string, listener: Listener, port: number, secured?: Tls): Promise<void> => {
    const server = await openHttp(
      name,
      (request, response) => {
        if (ready() || request.url === '/health') return listener(request, response);
        response.writeHead(503, {'retry-after': '1', 'content-type': 'application/json'});
        return response.end('{"type":"starting","message":"this node waits for its database"}');
      },
      s.httpHost,
      port === 0 ? 0 : port + s.portsOffset,
      s.connections,
      secured,
    );
    into.set(name, server);
  };
  const [admin, onDemand] = [rest(control, options), storesRest(control, options)];
  await open('http', admin, s.httpPort);
  await open('stores', onDemand, s.storesPort);
  if (!tls) return;
  await open('https', admin, s.httpsPort, tls);
  await open('storesHttps', onDemand, s.storesHttpsPort, tls);
}
