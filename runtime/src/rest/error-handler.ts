import express, {type Request, type Response, Router} from 'express';
import type {KeptError} from '../machine/error-store.ts';
import type {Input} from '../machine/input.ts';
import type {Control} from '../node/control.ts';
import {json, refusedReply, refusedSubmit, validationError} from './answers.ts';

const day = 86_400_000;

/** `/error-handler`: what `@OnError(action='store')` and sinks with `on.error='STORE'` have kept. Replaying and discarding go through the journal, so both nodes do the same. */
export function errorHandler(control: Control, bodyBytes: number): Router {
  const router = Router();
  const submit = async (response: Response, input: Input): Promise<void> => {
    try {
      const reply = await control.submit(input);
      if (reply.ok) json(response, 200, {});
      else refusedReply(response, reply);
    } catch (error) {
      await refusedSubmit(response, error, control);
    }
  };
  const invalid = (response: Response, message: string): void =>
    json(response, 400, {code: validationError, type: 'validation error', message});

  router.get('/error-entries/count', (request, response) =>
    json(response, 200, {entriesCount: control.machine.errors(text(request, 'siddhiApp')).length}),
  );
  router.get('/error-entries', (request, response) => {
    const app = text(request, 'siddhiApp');
    if (app === undefined) return invalid(response, 'the parameter siddhiApp is missing');
    const [limit, offset] = [number(request, 'limit', 20), number(request, 'offset', 0)];
    if (limit === undefined || offset === undefined) return invalid(response, 'limit and offset are whole numbers');
    const wanted = control.machine.errors(app).slice(offset, offset + limit);
    const brief = text(request, 'descriptive') === 'false';
    return json(
      response,
      200,
      wanted.map((error) => shown(error, brief)),
    );
  });
  router.get('/error-entries/:id', (request: Request<{id: string}>, response) => {
    const error = control.machine.error(Number(request.params.id));
    if (error) json(response, 200, shown(error, false));
    else json(response, 404, {type: 'not-found', message: `there is no error entry ${request.params.id}`});
  });
  router.post('/', express.json({type: () => true, limit: bodyBytes}), (request, response) => {
    const ids = Array.isArray(request.body) ? request.body.map(idOf) : [];
    if (ids.length === 0 || ids.includes(undefined))
      return invalid(response, 'expected a list of error entries, or of their ids');
    return submit(response, {kind: 'replayErrors', ids: ids as number[]});
  });
  router.delete('/error-entries/:id', (request: Request<{id: string}>, response) =>
    submit(response, {kind: 'discardErrors', ids: [Number(request.params.id)]}),
  );
  router.delete('/error-entries', (request, response) => {
    const days = number(request, 'retentionDays', 0);
    if (days === undefined) return invalid(response, 'retentionDays is a whole number');
    const before = control.machine.now() - days * day;
    const old = control.machine.errors(text(request, 'siddhiApp')).filter((error) => days === 0 || error.at < before);
    return submit(response, {kind: 'discardErrors', ids: old.map(({id}) => id)});
  });
  return router;
}

function shown({id, at, app, stream, query, sink, cause, events}: KeptError, brief: boolean): object {
  const head = {id, timestamp: at, siddhiAppName: app, streamName: stream, queryName: query, cause};
  return brief
    ? head
    : {
        ...head,
        ...(sink === '' ? {} : {sink}),
        eventType: 'EVENT_ARRAY',
        errorOccurrence: sink === '' ? 'STORE_ON_STREAM_ERROR' : 'STORE_ON_SINK_ERROR',
        errorType: 'TRANSPORT',
        events,
      };
}

function text(request: Request, name: string): string | undefined {
  const value = request.query[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}
function number(request: Request, name: string, fallback: number): number | undefined {
  const value = text(request, name);
  if (value === undefined) return fallback;
  return /^\d{1,9}$/.test(value) ? Number(value) : undefined;
}
function idOf(entry: unknown): number | undefined {
  const id: unknown = typeof entry === 'object' && entry !== null && 'id' in entry ? entry.id : entry;
  return typeof id === 'number' && Number.isSafeInteger(id) ? id : undefined;
}
