import {type Agent, request as httpRequest} from 'node:http';
import {type ForwardedAnswer, forwardedHeader, type ForwardedRequest} from '@tandem/connectors';
import {ofConnection} from './of-connection.ts';

/** Takes a request to another node, marked so that it is not taken further. Rejects when no complete answer comes. */
export function sendTo(
  agent: Agent,
  host: string,
  port: number,
  request: ForwardedRequest,
  timeout: number,
): Promise<ForwardedAnswer> {
  const {method, path, headers, body} = request;
  const own = Object.fromEntries(
    Object.entries(headers).filter(([name, value]) => !ofConnection.has(name) && value !== undefined),
  );
  return new Promise((resolve, reject) => {
    const all = {...own, 'content-length': body.length, [forwardedHeader]: '1'};
    const options = {host, port, method, path, headers: all, agent, timeout};
    const out = httpRequest(options, (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.on('error', reject);
      response.on('end', () => {
        const kept: Record<string, string> = {};
        for (const [name, value] of Object.entries(response.headers)) {
          if (!ofConnection.has(name) && value !== undefined) kept[name] = String(value);
        }
        const answer = Buffer.concat(parts);
        resolve({
          status: response.statusCode ?? 502,
          headers: {...kept, 'content-length': String(answer.length)},
          body: answer,
        });
      });
    });
    out.on('timeout', () => out.destroy(new Error('the active node did not answer')));
    out.on('error', reject);
    out.end(body);
  });
}
