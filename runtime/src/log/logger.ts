import {Writable} from 'node:stream';
import pino from 'pino';
import type {Log} from '@tandem/cluster';
import type {Settings} from '../config/index.ts';
import {humanLine} from './line.ts';

type Fields = Record<string, unknown>;
export type LogOptions = Pick<Settings, 'logFormat' | 'logLevel'> & {out?: {write(text: string): unknown}};

/** Fields of these names are never written, whatever they hold. */
const hidden = /password|secret|token|authorization/i;

/**
 * The log of a node. `fields.logger` names the part that speaks; the other
 * fields follow the message, secrets left out.
 */
export function createLog(options: LogOptions, logger = 'Tandem'): Log {
  const out = options.out ?? process.stdout;
  const json = options.logFormat === 'json';
  const stream = new Writable({
    write(chunk: Buffer | string, _encoding, done) {
      out.write(json ? String(chunk) : human(String(chunk)));
      done();
    },
    decodeStrings: false,
  });
  const writer = pino(
    {
      level: options.logLevel,
      base: null,
      timestamp: () => `,"time":${Date.now()}`,
      formatters: {level: (level) => ({level})},
    },
    stream,
  );
  const at =
    (level: 'debug' | 'info' | 'warn' | 'error') =>
    (message: string, fields: Fields = {}): void =>
      writer[level]({logger, ...clean(fields)}, message);
  return {debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error')};
}

/** The same log, speaking as another part. */
export function named(log: Log, logger: string): Log {
  const add =
    (level: keyof Log) =>
    (message: string, fields: Fields = {}): void =>
      log[level](message, {logger, ...fields});
  return {debug: add('debug'), info: add('info'), warn: add('warn'), error: add('error')};
}

function clean(fields: Fields): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([name]) => !hidden.test(name)));
}

function human(line: string): string {
  const {level, time, logger, msg, ...fields} = JSON.parse(line) as {
    level: string;
    time: number;
    logger: string;
    msg: string;
  };
  const rest = Object.keys(fields).length === 0 ? '' : ` ${JSON.stringify(fields)}`;
  return `${humanLine(new Date(time), level, logger, msg, rest)}\n`;
}
