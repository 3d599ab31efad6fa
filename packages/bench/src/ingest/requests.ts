import {type StockRow, stockEvents} from '../events.ts';
import type {Load} from './load.ts';

/** Different requests of one load; they are sent in turn. */
const DIFFERENT = 500;

/** Whole requests as bytes, each with other events. */
export function requestsOf({path, authorization, batch}: Pick<Load, 'path' | 'authorization' | 'batch'>): Buffer[] {
  const rows = stockEvents(DIFFERENT * batch);
  return Array.from({length: DIFFERENT}, (_, i) => {
    const events = rows.slice(i * batch, (i + 1) * batch).map(eventOf);
    const body = JSON.stringify(batch === 1 ? events[0] : events);
    const head = [
      `POST ${path} HTTP/1.1`,
      'Host: 127.0.0.1',
      'Content-Type: application/json',
      `Authorization: ${authorization}`,
      `Content-Length: ${Buffer.byteLength(body)}`,
    ];
    return Buffer.from(`${head.join('\r\n')}\r\n\r\n${body}`);
  });
}

function eventOf([symbol, price, volume, ts]: StockRow): {event: Record<string, unknown>} {
  return {event: {symbol, price, volume, ts}};
}
