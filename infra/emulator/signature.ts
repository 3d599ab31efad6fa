import {createHash, createHmac} from 'node:crypto';

export type Credentials = {readonly accessKeyId: string; readonly secretAccessKey: string};

export type Signable = {
  readonly method: string;
  /** `host:port`. */
  readonly host: string;
  /** Path and query, already encoded as they are sent; the query's parts in the order of their names. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly service: string;
  readonly region: string;
};

/**
 * The headers of a request under AWS's signature, version 4: those given, and what proves them.
 *
 * @param at the time of the signature; the receiver refuses one that is minutes away from its own
 */
export function sign(request: Signable, credentials: Credentials, at: Date): Record<string, string> {
  const stamp = at.toISOString().replaceAll(/[-:]|\.\d{3}/g, '');
  const scope = [stamp.slice(0, 8), request.region, request.service, 'aws4_request'];
  const bodyHash = sha256(request.body);
  const headers: Record<string, string> = {
    ...request.headers,
    host: request.host,
    'x-amz-date': stamp,
    'x-amz-content-sha256': bodyHash,
  };
  const names = Object.keys(headers).sort();
  const [path = '/', query = ''] = request.path.split('?');
  const canonical = [
    request.method,
    path,
    query,
    ...names.map((name) => `${name}:${headers[name]}`),
    '',
    names.join(';'),
    bodyHash,
  ].join('\n');
  const key = scope.reduce<string | Buffer>((secret, part) => hmac(secret, part), `AWS4${credentials.secretAccessKey}`);
  const signature = hmac(key, ['AWS4-HMAC-SHA256', stamp, scope.join('/'), sha256(canonical)].join('\n'));
  headers['authorization'] =
    `AWS4-HMAC-SHA256 Credential=${credentials.accessKeyId}/${scope.join('/')}, ` +
    `SignedHeaders=${names.join(';')}, Signature=${signature.toString('hex')}`;
  return headers;
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}
