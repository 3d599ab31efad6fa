import type {OptionTable} from '../options.ts';

const idle = {idle: true} as const;
export const httpSourceOptions: OptionTable = {
  'receiver.url': {},
  'basic.auth.enabled': {default: 'true'},
  'worker.count': idle,
  'socket.idle.timeout': idle,
  'ssl.protocol': idle,
  'ssl.verify.client': idle,
  'trace.log.enabled': idle,
  'request.size.validation.configuration': idle,
  'header.validation.configuration': idle,
  'server.bootstrap.configuration': idle,
};

export const httpSinkOptions: OptionTable = {
  'publisher.url': {required: true, dynamic: true},
  method: {default: 'POST', dynamic: true},
  headers: {dynamic: true},
  'basic.auth.username': {},
  'basic.auth.password': {},
  'socket.idle.timeout': {default: '6000'},
  'on.error': {default: 'WAIT'},
  'chunk.disabled': idle,
  'ssl.protocol': idle,
  'executor.service.threads': idle,
  'max.pool.active.connections': idle,
  'client.bootstrap.configuration': idle,
};

/** `"'name: value','name: value'"` as Siddhi writes headers. */
export function parseHeaders(source: string): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const match of source.matchAll(/'([^':]+):([^']*)'/g))
    headers[(match[1] ?? '').trim().toLowerCase()] = (match[2] ?? '').trim();
  return headers;
}
