import {Agent} from 'node:http';
import type {NextFunction, Request, RequestHandler, Response} from 'express';
import {forwardedHeader, readBody} from '@tandem/connectors';
import {sendTo} from '../ingress/send-to.ts';
import type {Control} from '../node/control.ts';
import {json} from './answers.ts';

const timeout = 30_000;

/**
 * Takes what only the active node can answer to it; 503 with where it is, or
 * that nobody is, when that does not work out. `path`: prefix that a router took off.
 */
export function toActive(control: Control, bodyBytes: number, portName: 'url' | 'storesUrl'): RequestHandler {
  const agent = new Agent({keepAlive: true});
  const pass = async (request: Request, response: Response, next: NextFunction): Promise<void> => {
    if (control.status().role === 'active') return next();
    const active = await control.activeAddress();
    const refuse = (message: string): void => {
      response.setHeader('retry-after', '1');
      json(response, 503, {type: 'not active', message, active: active?.url});
    };
    if (!active || request.headers[forwardedHeader] !== undefined) return refuse('this node is not active');
    const body = await readBody(request, bodyBytes);
    if (body === 'tooLarge') return json(response, 413, {message: `the body is larger than ${bodyBytes} bytes`});
    const {hostname, port} = new URL(active[portName]);
    try {
      const {method, originalUrl: path, headers} = request;
      const answer = await sendTo(
        agent,
        hostname,
        Number(port),
        {port: Number(port), method, path, headers, body},
        timeout,
      );
      response.writeHead(answer.status, answer.headers);
      response.end(answer.body);
    } catch (error) {
      refuse(`the active node could not be reached: ${error instanceof Error ? error.message : String(error)}`);
    }
  };
  return (request, response, next) => pass(request, response, next);
}
