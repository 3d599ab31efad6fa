import {STATUS_CODES} from 'node:http';
import type {HttpAnswer} from './http-source.ts';

let date: string | undefined;

/** The time as HTTP writes it, made once a second. */
function httpDate(): string {
  if (date === undefined) {
    date = new Date().toUTCString();
    setTimeout(() => (date = undefined), 1000 - (Date.now() % 1000)).unref();
  }
  return date;
}

/** An answer as bytes, one a character. `keepSeconds`: how long the connection is kept, 0 = not. */
export function plainAnswer({status, body, headers}: HttpAnswer, keepSeconds: number): string {
  const bytes = asBytes(body);
  let head = `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? 'Unknown'}\r\n`;
  if (headers) {
    for (const [name, value] of Object.entries(headers))
      if (!own.has(name.toLowerCase())) head += `${name}: ${value}\r\n`;
  }
  const type = headers?.['content-type'] ?? 'application/json';
  const kept = keepSeconds > 0 ? `keep-alive\r\nkeep-alive: timeout=${keepSeconds}` : 'close';
  return `${head}content-type: ${type}\r\ncontent-length: ${bytes.length}\r\ndate: ${httpDate()}\r\nconnection: ${kept}\r\n\r\n${bytes}`;
}

const own = new Set(['content-type', 'content-length', 'date', 'connection', 'keep-alive']);

function asBytes(body: string | Buffer): string {
  if (typeof body !== 'string') return body.toString('latin1');
  return Buffer.byteLength(body) === body.length ? body : Buffer.from(body).toString('latin1');
}
