import {Agent as HttpAgent, request as httpRequest, type RequestOptions} from 'node:http';
import {Agent as HttpsAgent, request as httpsRequest} from 'node:https';
import {urlToHttpOptions} from 'node:url';
import {Refused, type SinkTransport} from '../sink-transport.ts';
import {parseHeaders} from './http-options.ts';

type Options = Readonly<Record<string, string>>;
type Receiver = {
  address: string;
  timeout: number;
  send: typeof httpRequest;
  request: RequestOptions;
  headers: Readonly<Record<string, string>>;
};

/**
 * Sends payloads over kept-alive connections. The header `Idempotency-Key`
 * carries the output's id, which is the same when the output is sent again by
 * this node or by the other.
 */
export class HttpSink implements SinkTransport {
  readonly #http = new HttpAgent({keepAlive: true, maxSockets: 1});
  readonly #receivers = new WeakMap<Options, Receiver | Refused>();
  readonly #https = new HttpsAgent({keepAlive: true, maxSockets: 1});

  deliver(
    payload: string,
    options: Options,
    id: string,
    contentType: string,
    more: Readonly<Record<string, string>> = {},
  ): Promise<void> {
    const receiver = this.#receiver(options);
    if (receiver instanceof Refused) return Promise.reject(receiver);
    const {address, send, request: fixed, timeout} = receiver;
    const headers = {
      ...more,
      'content-type': contentType,
      'content-length': Buffer.byteLength(payload),
      'idempotency-key': id,
      ...receiver.headers,
    };
    return new Promise((resolve, reject) => {
      const request = send({...fixed, headers}, (response) => {
        response.resume();
        response.on('error', reject);
        response.on('end', () => {
          const status = response.statusCode ?? 0;
          if (status >= 200 && status < 300) resolve();
          else if (status >= 500 || status === 408 || status === 425 || status === 429)
            reject(new Error(`${address} answered ${status}`));
          else reject(new Refused(`${address} answered ${status}`));
        });
      });
      request.on('timeout', () => request.destroy(new Error(`${address} did not answer within ${timeout} ms`)));
      request.on('error', reject);
      request.end(payload);
    });
  }

  /** Of options without attributes in them there is one object, which is taken apart once. */
  #receiver(options: Options): Receiver | Refused {
    let receiver = this.#receivers.get(options);
    if (!receiver) this.#receivers.set(options, (receiver = this.#read(options)));
    return receiver;
  }
  #read(options: Options): Receiver | Refused {
    const address = options['publisher.url'] ?? '';
    if (!URL.canParse(address)) return new Refused(`publisher.url: "${address}" is no address`);
    const url = new URL(address);
    const secure = url.protocol === 'https:';
    const timeout = Number(options['socket.idle.timeout'] ?? 6000);
    const user = options['basic.auth.username'];
    const login = `${user}:${options['basic.auth.password'] ?? ''}`;
    return {
      address,
      timeout,
      send: secure ? httpsRequest : httpRequest,
      request: {
        ...urlToHttpOptions(url),
        method: options['method'] ?? 'POST',
        agent: secure ? this.#https : this.#http,
        timeout,
      },
      headers: {
        ...(user !== undefined && {authorization: `Basic ${Buffer.from(login).toString('base64')}`}),
        ...parseHeaders(options['headers'] ?? ''),
      },
    };
  }

  close(): void {
    this.#http.destroy();
    this.#https.destroy();
  }
}
