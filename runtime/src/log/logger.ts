import type {Log} from '@tandem/cluster';
import type {Settings} from '../config/index.ts';
import {humanLine} from './line.ts';

type Fields = Record<string, unknown>;
type Level = keyof Log;
export type LogOptions = Pick<Settings, 'logFormat' | 'logLevel'> & {out?: {write(text: string): unknown}};

/** Fields of these names are never written, whatever they hold. */
const hidden = /password|secret|token|authorization/i;
const levels: readonly Level[] = ['debug', 'info', 'warn', 'error'];

/**
 * The log of a node. `fields.logger` names the part that speaks; the other
 * fields follow the message, secrets left out.
 */
export function createLog({logFormat, logLevel, out = process.stdout}: LogOptions, logger = 'Tandem'): Log {
  const lineOf = logFormat === 'json' ? jsonLine : textLine;
  const at = (level: Level) => {
    if (levels.indexOf(level) < levels.indexOf(logLevel)) return (): void => undefined;
    return (message: string, fields: Fields = {}): void => {
      const {logger: part = logger, ...rest} = clean(fields);
      out.write(`${lineOf(level, Date.now(), String(part), message, rest)}\n`);
    };
  };
  return {debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error')};
}

/** The same log, speaking as another part. */
export function named(log: Log, logger: string): Log {
  const add =
    (level: Level) =>
    (message: string, fields: Fields = {}): void =>
      log[level](message, {logger, ...fields});
  return {debug: add('debug'), info: add('info'), warn: add('warn'), error: add('error')};
}

function clean(fields: Fields): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([name]) => !hidden.test(name)));
}

function jsonLine(level: Level, time: number, logger: string, msg: string, fields: Fields): string {
  return toJson({level, time, logger, ...fields, msg}) ?? toJson({level, time, logger, msg}) ?? '';
}

function textLine(level: Level, time: number, logger: string, message: string, fields: Fields): string {
  const rest = Object.keys(fields).length === 0 ? '' : ` ${toJson(fields) ?? '{…}'}`;
  return humanLine(new Date(time), level, logger, message, rest);
}

/** undefined for what holds itself: a line that cannot tell all is better than none. */
function toJson(value: Fields): string | undefined {
  try {
    return JSON.stringify(value, (_key, inner: unknown) =>
      typeof inner === 'bigint' ? String(inner) : inner instanceof Error ? (inner.stack ?? inner.message) : inner,
    );
  } catch {
    return undefined;
  }
}
