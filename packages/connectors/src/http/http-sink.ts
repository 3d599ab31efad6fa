import {Agent as HttpAgent, request as httpRequest} from 'node:http';
import {Agent as HttpsAgent, request as httpsRequest} from 'node:https';
import {Refused, type SinkTransport} from '../sink-transport.ts';
import {parseHeaders} from './http-options.ts';

/**
 * Sends payloads over kept-alive connections. The header `Idempotency-Key`
 * carries the output's id, which is the same when the output is sent again by
 * this node or by the other.
 */
export class HttpSink implements SinkTransport {
  readonly #http = new HttpAgent({keepAlive: true, maxSockets: 1});
  readonly #https = new HttpsAgent({keepAlive: true, maxSockets: 1});

  deliver(
    payload: string,
    options: Readonly<Record<string, string>>,
    id: string,
    contentType: string,
    more: Readonly<Record<string, string>> = {},
  ): Promise<void> {
    const address = options['publisher.url'] ?? '';
    if (!URL.canParse(address)) return Promise.reject(new Refused(`publisher.url: "${address}" is no address`));
    const url = new URL(address);
    const secure = url.protocol === 'https:';
    const timeout = Number(options['socket.idle.timeout'] ?? 6000);
    const headers: Record<string, string | number> = {
      ...more,
      'content-type': contentType,
      'content-length': Buffer.byteLength(payload),
      'idempotency-key': id,
      ...(options['basic.auth.username'] !== undefined && {
        authorization: `Basic ${Buffer.from(`${options['basic.auth.username']}:${options['basic.auth.password'] ?? ''}`).toString('base64')}`,
      }),
      ...parseHeaders(options['headers'] ?? ''),
    };
    return new Promise((resolve, reject) => {
      const send = secure ? httpsRequest : httpRequest;
      const request = send(
        url,
        {method: options['method'] ?? 'POST', headers, agent: secure ? this.#https : this.#http, timeout},
        (response) => {
          response.resume();
          response.on('error', reject);
          response.on('end', () => {
            const status = response.statusCode ?? 0;
            if (status >= 200 && status < 300) resolve();
            else if (status >= 500 || status === 408 || status === 425 || status === 429)
              reject(new Error(`${address} answered ${status}`));
            else reject(new Refused(`${address} answered ${status}`));
          });
        },
      );
      request.on('timeout', () => request.destroy(new Error(`${address} did not answer within ${timeout} ms`)));
      request.on('error', reject);
      request.end(payload);
    });
  }

  close(): void {
    this.#http.destroy();
    this.#https.destroy();
  }
}
