import type {Response} from 'express';
import {SubmitRefused} from '@tandem/cluster';
import {exactJson} from '@tandem/connectors';
import type {Control} from '../node/control.ts';
import type {Reply} from '../machine/reply.ts';

/** Codes of error bodies, as clients of the older system know them. */
export const validationError = 800101;
export const processingError = 800102;

export function json(response: Response, status: number, body: unknown): void {
  response.status(status).type('application/json').send(exactJson(body));
}
export const success = (message: string): object => ({type: 'success', message});
export const notFound = (app: string): object => ({
  type: 'not-found',
  message: `There is no Siddhi app with the name '${app}'`,
});

/** Answers for an input that was refused by the machine. */
export function refusedReply(response: Response, reply: Extract<Reply, {ok: false}>): void {
  switch (reply.reason) {
    case 'notFound':
      return json(response, 404, {type: 'not-found', message: reply.message});
    case 'conflict':
      return json(response, 409, {type: 'conflict', message: reply.message});
    case 'invalid':
      return json(response, 400, {
        code: validationError,
        type: 'validation error',
        message: reply.message,
        line: reply.line,
        column: reply.column,
      });
    default:
      return json(response, 500, {code: processingError, type: 'app stopped', message: reply.message});
  }
}

/** 503 with where the active is, 429 when the node has too much to do. */
export async function refusedSubmit(response: Response, error: unknown, control: Control): Promise<void> {
  if (!(error instanceof SubmitRefused)) throw error;
  response.setHeader('retry-after', '1');
  if (error.reason === 'busy') return json(response, 429, {type: 'busy', message: error.message});
  const active = error.reason === 'notActive' ? await control.activeAddress() : undefined;
  return json(response, 503, {
    type: error.reason === 'lost' ? 'outcome unknown' : 'not active',
    message: error.message,
    active: active?.url,
  });
}
