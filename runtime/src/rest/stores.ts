import express, {type Request, type Response, Router} from 'express';
import {SiddhiAppError} from '@tandem/engine';
import {parseOnDemandQuery} from '@tandem/siddhiql';
import type {Control} from '../node/control.ts';
import {json, notFound, refusedReply, refusedSubmit} from './answers.ts';

type Body = {appName?: unknown; query?: unknown; details?: unknown};

/** `/stores/query`: on-demand queries. What reads asks the live app of the active node; what writes, or reads an external table, goes through the journal. */
export function stores(control: Control): Router {
  const router = Router();
  router.post('/query', express.json({type: () => true}), (request, response) => answer(request, response, control));
  return router;
}

async function answer(request: Request, response: Response, control: Control): Promise<void> {
  const {appName, query, details} = (request.body ?? {}) as Body;
  const refuse = (message: string): void => json(response, 400, {message});
  if (typeof appName !== 'string' || appName === '')
    return refuse(`appName: found ${JSON.stringify(appName)}, expected the name of an app`);
  if (typeof query !== 'string' || query.trim() === '')
    return refuse(`query: found ${JSON.stringify(query)}, expected an on-demand query`);
  if (control.status().role !== 'active') {
    response.setHeader('retry-after', '1');
    const active = (await control.activeAddress())?.url;
    return json(response, 503, {type: 'not active', message: 'this node is not active', active});
  }
  const app = control.machine.app(appName)?.instance?.app;
  if (!app) return json(response, 404, notFound(appName));
  try {
    const {output, from} = parseOnDemandQuery(query);
    const external = from && app.externalTables.get(from.id);
    // Aggregations write tables elsewhere, but answer from memory.
    const isJournalled = (output && output.kind !== 'return') || (external && external.aggregation === undefined);
    const records = isJournalled
      ? await journalled(response, appName, query, control)
      : app.query(query).map((event) => event.data);
    if (!records) return;
    const attributes =
      details === true
        ? app.queryAttributes(query).map(({name, type}) => ({name, dataType: type.toUpperCase()}))
        : undefined;
    return json(response, 200, {records, details: attributes});
  } catch (error) {
    if (!(error instanceof SiddhiAppError)) throw error;
    return json(response, 400, {message: `Cannot query: ${error.message}`, line: error.line, column: error.column});
  }
}

/** What it found; undefined: it is answered. */
async function journalled(
  response: Response,
  app: string,
  query: string,
  control: Control,
): Promise<readonly (readonly unknown[])[] | undefined> {
  try {
    const reply = await control.submit({kind: 'query', app, query});
    if (reply.ok) return 'rows' in reply ? reply.rows : [];
    refusedReply(response, reply);
  } catch (error) {
    await refusedSubmit(response, error, control);
  }
}
