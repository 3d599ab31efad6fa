import type {Event, StreamInfo} from '@tandem/engine';
import type {Payload} from '../mapper.ts';
import {valueText} from '../number-text.ts';
import type {OptionTable} from '../options.ts';

export const logSinkOptions: OptionTable = {priority: {default: 'INFO'}, prefix: {}, 'on.error': {idle: true}};

const levels = {
  TRACE: 'debug',
  DEBUG: 'debug',
  INFO: 'info',
  WARN: 'warn',
  ERROR: 'error',
  FATAL: 'error',
  OFF: 'off',
} as const;
export type LogLevel = (typeof levels)[keyof typeof levels];

export function logLevel(priority: string): LogLevel | undefined {
  return levels[priority.toUpperCase() as keyof typeof levels];
}

/** One line an output: `prefix : payload`; an array of events is printed deep. */
export function logLine(prefix: string, payload: Payload, stream: StreamInfo): string {
  if (typeof payload === 'string') return `${prefix} : ${payload}`;
  const events = payload.map((event) => eventText(event, stream));
  return `${prefix} : ${events.length === 1 ? (events[0] ?? '') : `[${events.join(', ')}]`}`;
}

function eventText(event: Event, stream: StreamInfo): string {
  const data = event.data.map((value, i) => valueText(value, stream.attributes[i]?.type ?? 'object'));
  return `Event{timestamp=${event.timestamp}, data=[${data.join(', ')}], isExpired=false}`;
}
