import {request as httpRequest} from 'node:http';

export type Answer = {status: number; text: string};

/** One request to a node's REST. Rejects when there is no answer within two seconds. */
export function ask(
  to: {host: string; port: number; password: string},
  method: string,
  path: string,
  body = '',
  timeout = 2000,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const {host, port, password} = to;
    const request = httpRequest({host, port, method, path, auth: `admin:${password}`, timeout}, (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.on('error', reject);
      response.on('end', () =>
        resolve({status: response.statusCode ?? 0, text: Buffer.concat(parts).toString('utf8')}),
      );
    });
    const overall = setTimeout(() => request.destroy(new Error(`${host} did not answer`)), timeout);
    request.on('close', () => clearTimeout(overall));
    request.on('error', reject);
    request.end(body);
  });
}
