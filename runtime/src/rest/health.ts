import type {IncomingMessage, ServerResponse} from 'node:http';
import type {Control} from '../node/control.ts';

/** A node that takes over is not to be replaced; one that leaves gets no new requests. */
const ready: ReadonlySet<string> = new Set(['active', 'passive', 'takingOver']);

/** Whether a request asks for the health of the node, which it tells everyone: that it is alive, or whether it is ready too. */
export function healthAsked({method, url = ''}: IncomingMessage): 'alive' | 'ready' | undefined {
  if (method !== 'GET' && method !== 'HEAD') return undefined;
  const [, path] = /^\/health(\/ready)?\/?(?:\?|$)/.exec(url) ?? [undefined, 'other'];
  return path === undefined ? 'alive' : path === '/ready' ? 'ready' : undefined;
}

export function answerHealth(asked: 'alive' | 'ready', control: Control, response: ServerResponse): void {
  const status = asked === 'alive' ? 'healthy' : control.status().role;
  response.writeHead(asked === 'alive' || ready.has(status) ? 200 : 503, {
    'content-type': 'application/json; charset=utf-8',
  });
  response.end(JSON.stringify({status}));
}
