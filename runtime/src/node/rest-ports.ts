import type {RequestListener, Server} from 'node:http';
import type {Settings} from '../config/index.ts';
import {answerHealth, healthAsked} from '../rest/health.ts';
import type {Control} from './control.ts';
import {openHttp, type Tls} from './http-servers.ts';

/**
 * Opens REST and on-demand queries, with TLS too where there is a certificate,
 * and adds the servers to `into` by what they serve. Until the node is `ready`
 * only that it is alive can be said. Throws `NodeExit` when a port is in use.
 *
 * What answers the rest is loaded by the first request for it: neither a start nor a health check waits for it.
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
  const module = () => import('../rest/rest.ts');
  const open = async (name: string, answer: RequestListener, port: number, secured?: Tls): Promise<void> => {
    const server = await openHttp(
      name,
      (request, response) => {
        const health = healthAsked(request);
        if (health === 'alive' || (health && ready())) return answerHealth(health, control, response);
        if (ready()) return answer(request, response);
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
  const admin = whenAsked(async () => (await module()).rest(control, options));
  const onDemand = whenAsked(async () => (await module()).storesRest(control, options));
  await open('http', admin, s.httpPort);
  await open('stores', onDemand, s.storesPort);
  if (!tls) return;
  await open('https', admin, s.httpsPort, tls);
  await open('storesHttps', onDemand, s.storesHttpsPort, tls);
}

function whenAsked(make: () => Promise<RequestListener>): RequestListener {
  let made: Promise<RequestListener> | undefined;
  return (request, response) => {
    made ??= make();
    void made.then((listener) => listener(request, response));
  };
}
