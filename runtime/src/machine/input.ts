import type {ExternalAnswer} from '@tandem/engine';
import {decode, encode, type Plain} from '@tandem/wire';
import {answerOfPlain, answerToPlain} from './external-answer.ts';

/** One chunk: what one part of a request holds, applied with a batch's semantics. `times`: the events' own, where they have some. */
export type Chunk = {rows: readonly (readonly Plain[])[]; times?: readonly number[]};

/** What a journal entry carries. Everything that changes a node's state is one of these, or the passing of time. */
export type Input =
  | {kind: 'events'; app: string; stream: string; chunks: readonly Chunk[]; /** '' = none. */ key: string}
  /** `create` refuses an app that is there; `put` takes both. */
  | {
      kind: 'deploy';
      text: string;
      mode: 'create' | 'put';
      /** Hash of the file it comes from; '' = from REST. */ file: string;
    }
  | {kind: 'remove'; app: string}
  | {kind: 'activate'; app: string; active: boolean}
  /** The file of an app is gone: it stops, keeps its state, and is deployed again if the file comes back. */
  | {kind: 'withdraw'; app: string}
  /** A query that may change tables: on-demand insert, update, delete. */
  | {kind: 'query'; app: string; query: string}
  /** Rows of an external table, or what became of a write to it. */
  | {kind: 'external'; app: string; answer: ExternalAnswer}
  /** Events of the error store are sent to their streams again, and leave it. */
  | {kind: 'replayErrors'; ids: readonly number[]}
  /** Out of the error store. */
  | {kind: 'discardErrors'; ids: readonly number[]}
  /** The state of an app back to empty (`revisions` deleted). */
  | {kind: 'clear'; app: string}
  | Undelivered;

/** An output that a sink with `on.error` STREAM or STORE could not deliver. `id`: the output's; `events`: [ms since 1970, row]. */
export type Undelivered = {
  kind: 'undelivered';
  app: string;
  sink: string;
  id: string;
  to: 'stream' | 'store';
  cause: string;
  events: readonly (readonly [timestamp: number, data: readonly Plain[]])[];
};

/*
 * Payload of an entry. History:
 *   1  [1, kind letter, fields in order]; a chunk is [rows] or [rows, times]. Letters: e d r a q c, later w p x u t.
 */
const version = 1;

export function encodeInput(input: Input): Uint8Array {
  switch (input.kind) {
    case 'events':
      return encode([
        version,
        'e',
        input.app,
        input.stream,
        input.key,
        input.chunks.map((c) => (c.times ? [c.rows, c.times] : [c.rows])),
      ]);
    case 'deploy':
      return encode([version, 'd', input.text, input.mode, input.file]);
    case 'remove':
      return encode([version, 'r', input.app]);
    case 'activate':
      return encode([version, 'a', input.app, input.active]);
    case 'withdraw':
      return encode([version, 'w', input.app]);
    case 'query':
      return encode([version, 'q', input.app, input.query]);
    case 'external':
      return encode([version, 't', input.app, answerToPlain(input.answer)]);
    case 'clear':
      return encode([version, 'c', input.app]);
    case 'undelivered':
      return encode([version, 'u', input.app, input.sink, input.id, input.to, input.cause, input.events]);
    case 'replayErrors':
      return encode([version, 'p', input.ids]);
    case 'discardErrors':
      return encode([version, 'x', input.ids]);
    default:
      throw new Error('unreachable input');
  }
}

export function decodeInput(payload: Uint8Array): Input {
  const fields = decode(payload) as unknown[];
  const [found, letter] = fields;
  if (found !== version)
    throw new Error(`input format ${String(found)} is unknown: the entry was written by a later version`);
  switch (letter) {
    case 'e': {
      const [, , app, stream, key, chunks] = fields as [
        number,
        string,
        string,
        string,
        string,
        [Plain[][], number[]?][],
      ];
      return {
        kind: 'events',
        app,
        stream,
        key,
        chunks: chunks.map(([rows, times]) => (times ? {rows, times} : {rows})),
      };
    }
    case 'd':
      return {
        kind: 'deploy',
        text: fields[2] as string,
        mode: fields[3] as 'create' | 'put',
        file: fields[4] as string,
      };
    case 'r':
      return {kind: 'remove', app: fields[2] as string};
    case 'a':
      return {kind: 'activate', app: fields[2] as string, active: fields[3] as boolean};
    case 'w':
      return {kind: 'withdraw', app: fields[2] as string};
    case 'q':
      return {kind: 'query', app: fields[2] as string, query: fields[3] as string};
    case 't':
      return {kind: 'external', app: fields[2] as string, answer: answerOfPlain(fields[3] as Plain)};
    case 'c':
      return {kind: 'clear', app: fields[2] as string};
    case 'u': {
      const [, , app, sink, id, to, cause, events] = fields as [
        number,
        string,
        string,
        string,
        string,
        Undelivered['to'],
        string,
        [number, Plain[]][],
      ];
      return {kind: 'undelivered', app, sink, id, to, cause, events};
    }
    case 'p':
      return {kind: 'replayErrors', ids: fields[2] as number[]};
    case 'x':
      return {kind: 'discardErrors', ids: fields[2] as number[]};
    default:
      throw new Error(`input kind ${String(letter)} is unknown: the entry was written by a later version`);
  }
}
