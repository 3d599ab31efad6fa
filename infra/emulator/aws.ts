import {request as httpRequest} from 'node:http';
import {type Credentials, sign} from './signature.ts';

export type Parameters = Readonly<Record<string, string>>;

export type Address = {readonly host: '127.0.0.1'; readonly port: number};

export type Answer = {
  readonly status: number;
  readonly headers: NodeJS.Dict<string | string[]>;
  readonly body: Buffer;
};

/** An AWS error as far as its reader cares: what it is called. */
export class AwsRefused extends Error {
  readonly code: string;
  constructor(call: string, status: number, body: string) {
    const code = /<Code>([^<]*)<|"__type"\s*:\s*"(?:[^"]*#)?([^"]*)"/.exec(body);
    super(`${call}: ${status} ${body.slice(0, 400)}`);
    this.code = code?.[1] ?? code?.[2] ?? `${status}`;
  }
}

/** Who the emulator takes for the owner of the account, and where it says to be. */
export const ACCOUNT = '000000000000';
export const REGION = 'us-east-1';
export const OWNER: Credentials = {accessKeyId: 'test', secretAccessKey: 'test'};

/** The emulator's API as the owner of the account calls it, past the front. */
export class Aws {
  readonly #at: Address;

  constructor(at: Address) {
    this.#at = at;
  }

  /** A call of the query protocol (EC2, IAM, RDS and older ones); gives the XML. */
  async query(service: string, version: string, action: string, parameters: Parameters = {}): Promise<string> {
    const body = new URLSearchParams({Action: action, Version: version, ...parameters}).toString();
    return this.#call(service, `${service}:${action}`, 'POST', '/', body, {
      'content-type': 'application/x-www-form-urlencoded',
    });
  }

  /** A call of the JSON protocol. `target` is the service's own name with its version. */
  async json<A>(service: string, target: string, action: string, input: object = {}): Promise<A> {
    const text = await this.#call(service, `${service}:${action}`, 'POST', '/', JSON.stringify(input), {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': `${target}.${action}`,
    });
    return JSON.parse(text) as A;
  }

  async rest(service: string, method: 'GET' | 'PUT', path: string, body = ''): Promise<string> {
    return this.#call(service, `${service}:${method} ${path}`, method, path, body, {});
  }

  async #call(
    service: string,
    name: string,
    method: string,
    path: string,
    body: string,
    headers: Record<string, string>,
  ): Promise<string> {
    const host = `${this.#at.host}:${this.#at.port}`;
    const signed = sign({method, host, path, headers, body, service, region: REGION}, OWNER, new Date());
    const answer = await exchange(this.#at, {
      method,
      path,
      // The policy of the assets' bucket turns away what does not come over TLS; here the wire is the loopback.
      headers: {...signed, 'x-forwarded-proto': 'https', 'content-length': `${Buffer.byteLength(body)}`},
      body: Buffer.from(body),
    });
    const text = answer.body.toString();
    if (answer.status >= 300) throw new AwsRefused(name, answer.status, text);
    return text;
  }
}

/** One request and its whole answer. */
export function exchange(
  {host, port}: Address,
  {method, path, headers, body}: {method: string; path: string; headers: NodeJS.Dict<string | string[]>; body: Buffer},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = httpRequest({host, port, method, path, headers}, (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.on('end', () =>
        resolve({status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(parts)}),
      );
      response.on('error', reject);
    });
    sent.on('error', reject);
    sent.end(body);
  });
}
