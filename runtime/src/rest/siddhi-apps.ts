import express, {type Request, type Response, Router} from 'express';
import {SiddhiAppError} from '@tandem/engine';
import type {Control} from '../node/control.ts';
import type {Input} from '../machine/input.ts';
import type {Reply} from '../machine/reply.ts';
import {json, notFound, processingError, refusedReply, refusedSubmit, success, validationError} from './answers.ts';
import {elementsOf, type Element} from './elements.ts';
import {levelOf, wrongLevel} from './statistics-level.ts';

type Accepted = Extract<Reply, {ok: true}>;
type AppParameters = {app: string};

/** `/siddhi-apps`: deploying and looking at apps. What changes an app goes through the journal, so both nodes have it. */
export function siddhiApps(control: Control, bodyBytes: number): Router {
  const router = Router();
  const text = express.text({type: () => true, limit: bodyBytes});
  const running = (name: string): boolean =>
    control.status().role === 'active' && control.machine.app(name)?.instance !== undefined;

  const submit = async (response: Response, input: Input, then: (reply: Accepted) => void): Promise<void> => {
    try {
      const reply = await control.submit(input);
      if (reply.ok) then(reply);
      else refusedReply(response, reply);
    } catch (error) {
      await refusedSubmit(response, error, control);
    }
  };
  const deploy = async (request: Request, response: Response, mode: 'create' | 'put'): Promise<void> => {
    const source = typeof request.body === 'string' ? request.body : '';
    let name: string;
    try {
      ({name} = control.machine.check(source));
    } catch (error) {
      if (!(error instanceof SiddhiAppError)) throw error;
      return json(response, 400, {
        code: validationError,
        type: 'validation error',
        message: error.message,
        line: error.line,
        column: error.column,
      });
    }
    return submit(response, {kind: 'deploy', text: source, mode, file: ''}, (reply) => {
      const created = 'created' in reply && reply.created;
      response.setHeader('location', `/siddhi-apps/${encodeURIComponent(name)}`);
      const notes = 'notes' in reply && reply.notes.length > 0 ? {notes: reply.notes} : {};
      json(response, created ? 201 : 200, {
        ...success(`Siddhi app ${name} ${created ? 'saved and deployed' : 'updated'}`),
        ...notes,
      });
    });
  };

  router.post('/', text, (request, response) => deploy(request, response, 'create'));
  router.put('/', text, (request, response) => deploy(request, response, 'put'));
  router.get('/', (request, response) => {
    const wanted = request.query['isActive'];
    const names = control.machine.apps().map((d) => d.name);
    json(response, 200, wanted === undefined ? names : names.filter((name) => running(name) === (wanted === 'true')));
  });
  router.get('/count', (_request, response) => json(response, 200, control.machine.apps().length));
  router.get(
    '/ha/is-active-node',
    (_request, response) => void response.type('text/plain').send(String(control.status().role === 'active')),
  );
  router.get('/statistics', (request, response) => {
    const wanted = request.query['isActive'];
    const apps = control.machine
      .apps()
      .map((d) => ({
        appName: d.name,
        status: running(d.name) ? 'active' : 'inactive',
        age: control.machine.now() - d.since,
        isStatEnabled: d.instance?.app.statisticsLevel ?? 'OFF',
      }))
      .filter((app) => wanted === undefined || (app.status === 'active') === (wanted === 'true'));
    if (apps.length === 0) json(response, 404, {type: 'not-found', message: 'There are no Siddhi apps'});
    else json(response, 200, apps);
  });
  router.put('/statistics', express.json({type: () => true}), (request, response) => {
    const level = levelOf(request.body);
    if (level === undefined) return json(response, 400, wrongLevel(request.body));
    for (const {instance} of control.machine.apps()) instance?.app.measure(level);
    return json(response, 200, success(`Statistics of all Siddhi apps: ${level}`));
  });
  for (const kind of ['sources', 'sinks', 'queries', 'tables', 'windows', 'aggregations'] as const) {
    router.get(`/${kind}`, (_request, response) => {
      const all: Element[] = control.machine.apps().flatMap((d) => elementsOf(d, running(d.name)));
      json(
        response,
        200,
        all.filter((element) => element.kind === kind),
      );
    });
  }
  router.delete('/revisions', async (_request, response) => {
    for (const {name} of control.machine.apps()) {
      let failed = false;
      await submit(response, {kind: 'clear', app: name}, () => undefined);
      failed = response.headersSent;
      if (failed) return;
    }
    json(response, 200, success('The state of all Siddhi apps was cleared'));
  });
  appRoutes(router, control, running, submit);
  return router;
}

function appRoutes(
  router: Router,
  control: Control,
  running: (name: string) => boolean,
  submit: (response: Response, input: Input, then: (reply: Accepted) => void) => Promise<void>,
): void {
  const known = (request: Request<AppParameters>, response: Response): string | undefined => {
    const {app} = request.params;
    if (control.machine.app(app)) return app;
    json(response, 404, notFound(app));
    return undefined;
  };
  router.get('/:app', (request, response) => {
    const name = known(request, response);
    if (name !== undefined) json(response, 200, {content: control.machine.app(name)?.text});
  });
  router.put('/:app', express.json({type: () => true}), (request, response) => {
    const action = (request.body as {action?: unknown} | undefined)?.action;
    if (typeof action !== 'string')
      return json(response, 400, {
        code: validationError,
        type: 'validation error',
        message: `found ${JSON.stringify(request.body)}, expected {"action":"activate"} or {"action":"deactivate"}`,
      });
    return submit(
      response,
      {kind: 'activate', app: request.params.app, active: action === 'activate'},
      () => void response.status(200).end(),
    );
  });
  router.delete('/:app', (request, response) =>
    submit(response, {kind: 'remove', app: request.params.app}, () => void response.status(200).end()),
  );
  router.get('/:app/status', (request, response) => {
    const name = known(request, response);
    if (name === undefined) return;
    const why = control.machine.app(name)?.stoppedBy;
    json(response, 200, {status: running(name) ? 'active' : 'inactive', ...(why !== undefined && {stoppedBy: why})});
  });
  router.put('/:app/statistics', express.json({type: () => true}), (request: Request<AppParameters>, response) => {
    const name = known(request, response);
    if (name === undefined) return;
    const level = levelOf(request.body);
    if (level === undefined) return json(response, 400, wrongLevel(request.body));
    control.machine.app(name)?.instance?.app.measure(level);
    return json(response, 200, success(`Statistics of Siddhi app ${name}: ${level}`));
  });
  router.get('/:app/isExists', (request, response) =>
    json(response, 200, control.machine.app(request.params.app) !== undefined),
  );
  router.get('/:app/elements', (request, response) => {
    const name = known(request, response);
    const deployed = name === undefined ? undefined : control.machine.app(name);
    if (deployed) json(response, 200, elementsOf(deployed, running(deployed.name)));
  });
  const backup = async (request: Request<AppParameters>, response: Response): Promise<void> => {
    const name = known(request, response);
    if (name === undefined) return;
    try {
      const sequence = await control.snapshotNow();
      json(response, 201, {revision: `${control.machine.now()}__${name}`, sequence});
    } catch (error) {
      await refusedSubmit(response, error, control);
    }
  };
  router.post('/:app/backup', (request, response) => backup(request, response));
  router.post('/:app/restore', (_request, response) =>
    json(response, 501, {
      code: processingError,
      type: 'not supported',
      message:
        'an app is not set back to an older revision: its journal goes on from the newest state; clear it with DELETE revisions',
    }),
  );
  router.delete('/:app/revisions', (request, response) =>
    submit(response, {kind: 'clear', app: request.params.app}, () =>
      json(response, 200, success(`The state of Siddhi app ${request.params.app} was cleared`)),
    ),
  );
}
