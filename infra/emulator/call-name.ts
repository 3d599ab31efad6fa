import {type IncomingHttpHeaders} from 'node:http';

/** `service action` of a call to AWS, for all of its protocols; of S3 and Lambda the HTTP method stands for the action. */
export function callName({
  method,
  headers,
  body,
}: {
  readonly method: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}): string {
  const service = /Credential=[^/]+\/\d+\/[^/]+\/([^/]+)\//.exec(headers.authorization ?? '')?.[1] ?? 'unsigned';
  const target = headers['x-amz-target'];
  if (typeof target === 'string') return `${service} ${target.split('.').at(-1) ?? ''}`;
  const action = headers['content-type']?.startsWith('application/x-www-form-urlencoded')
    ? new URLSearchParams(body.toString()).get('Action')
    : null;
  return `${service} ${action ?? method}`;
}
